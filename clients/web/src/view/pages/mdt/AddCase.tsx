/* Putting a case before an MDT: one of a case thread, or a new one. */
import { useRef, useState } from 'preact/hooks';

import { LIMITS, type MdtRow } from '../../../../generated/contract.ts';
import { draftOf, setDraft } from '../../../commands/drafts.ts';
import { threads } from '../../../state/store.ts';
import { office } from '../../../platform/page.ts';
import type { ArgsOf } from '../../../wire/frames.ts';
import { tooLong } from '../../../words/limits.ts';
import { allFunctions, functionName } from '../../../words/mdt.ts';
import { patientWords } from '../../../words/rows.ts';
import { PATIENT_FIELDS, PatientFields, patientOf, problemsOfPatient } from '../PatientFields.tsx';
import {
  ErrorSummary,
  type Problems,
  Radios,
  Select,
  TextArea,
  TextInput,
  sendOnCtrlEnter,
  wordsOf,
} from '../../fields.tsx';

const KEPT = [...PATIENT_FIELDS, 'title', 'question', 'documents'] as const;
const keyOf = (meeting: string, field: string) => `mdt case ${meeting} ${field}`;

type Entered = Record<(typeof KEPT)[number] | 'source' | 'tag', string>;

function problemsOfNew(entered: Entered): Problems {
  const long = tooLong(entered.title, LIMITS['mdt.add_case.title']);
  const title = entered.title ? long : 'Write what it is about';
  return { ...problemsOfPatient(entered), ...(title ? { title } : {}) };
}

function problemsOf(entered: Entered): Problems {
  const found: Record<string, string> = { ...(entered.source === 'new' ? problemsOfNew(entered) : {}) };
  const long = tooLong(entered.question, LIMITS['mdt.add_case.question']);
  if (!entered.question || long) found['question'] = long || 'Write what the MDT is asked';
  if (!entered.tag) found['tag'] = 'Choose how it is dealt with';
  const longDocuments = tooLong(entered.documents, LIMITS['mdt.add_case.documents']);
  if (longDocuments) found['documents'] = longDocuments;
  return found;
}

function argsOf(meeting: string, entered: Entered, wouldReferTo: readonly string[]): ArgsOf<'mdt.add_case'> {
  const source =
    entered.source === 'new' ? { title: entered.title, patient: patientOf(entered) } : { thread: entered.source };
  return {
    meeting,
    ...source,
    question: entered.question,
    tag: entered.tag as 'discuss' | 'standard_care',
    ...(wouldReferTo.length > 0 ? { would_refer_to: wouldReferTo } : {}),
    ...(entered.documents ? { documents: entered.documents } : {}),
  };
}

/** Specialties of the MDT as boxes, any other as a choice. */
function WouldRefer({ mdt }: { mdt: MdtRow }) {
  const spoken = mdt.members.flatMap((member) => member.treatment_functions ?? []);
  const near = [...new Set([...(mdt.required ?? []), ...spoken])];
  return (
    <>
      <fieldset class="nhsuk-fieldset nhsuk-form-group">
        <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">
          Without this meeting the patient would be referred to
        </legend>
        {near.map((code) => (
          <label class="check" key={code}>
            <input type="checkbox" name="would_refer_to" value={code} />
            {functionName(code)}
          </label>
        ))}
      </fieldset>
      <Select id="would_refer_to" label="And to another specialty (optional)">
        <option value="">None</option>
        {allFunctions()
          .filter(([code]) => !near.includes(code))
          .map(([code, name]) => (
            <option value={code} key={code}>
              {name}
            </option>
          ))}
      </Select>
    </>
  );
}

export function AddCase({ meeting, mdt }: { meeting: string; mdt: MdtRow }) {
  const form = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<Problems>({});
  const [source, setSource] = useState('new');
  const kept = (field: string) => draftOf(keyOf(meeting, field));
  const cases = threads.value.filter((row) => row.kind === 'case' && row.patient);

  function written(event: Event): void {
    const { name, value } = event.target as HTMLInputElement;
    if ((KEPT as readonly string[]).includes(name)) setDraft(keyOf(meeting, name), value);
  }

  function submitted(event: Event): void {
    event.preventDefault();
    const filled = form.current;
    if (!filled) return;
    const entered = Object.fromEntries(
      [...KEPT, 'source', 'tag'].map((name) => [name, wordsOf(filled, name)]),
    ) as Entered;
    const found = problemsOf(entered);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const wouldReferTo = new FormData(filled).getAll('would_refer_to').map(String).filter(Boolean);
    void office.post({
      cmd: 'mdt.add_case',
      args: argsOf(meeting, entered, wouldReferTo),
      thread: meeting,
      label: 'Your case for the agenda',
      body: entered.question,
    });
    for (const field of KEPT) setDraft(keyOf(meeting, field), '');
    filled.reset();
    setSource('new');
  }

  return (
    <form ref={form} class="mdt-form" onSubmit={submitted} onInput={written} onKeyDown={sendOnCtrlEnter} noValidate>
      <ErrorSummary problems={problems} />
      <Select
        id="source"
        label="Which patient"
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
      >
        <option value="new">A patient without a case here</option>
        {cases.map((row) => (
          <option value={row.thread} key={row.thread}>
            {patientWords(row.patient)}: {row.title ?? 'Removed'}
          </option>
        ))}
      </Select>
      {source === 'new' ? (
        <>
          <PatientFields kept={kept} problems={problems} next="title" />
          <TextInput id="title" label="What it is about" problem={problems['title']} defaultValue={kept('title')} />
        </>
      ) : null}
      <TextArea
        id="question"
        label="What the MDT is asked"
        problem={problems['question']}
        defaultValue={kept('question')}
      />
      <Radios
        name="tag"
        legend="How it is dealt with"
        problem={problems['tag']}
        options={[
          ['discuss', 'Discuss', 'The required specialties speak first'],
          ['standard_care', 'Standard care', 'An agreed pathway, signed without a discussion'],
        ]}
      />
      <WouldRefer mdt={mdt} />
      <TextArea
        id="documents"
        label="Letters and results to have in view (optional)"
        hint="A line for each"
        rows={2}
        problem={problems['documents']}
        defaultValue={kept('documents')}
      />
      <button type="submit" class="nhsuk-button nhsuk-button--small">
        Add to the agenda
      </button>
    </form>
  );
}
