/* Asking a specialist by name about a patient: whom, then one page. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

import { LIMITS, type LinkRow, type SpecialistRow } from '../../../generated/contract.ts';
import { draftOf, setDraft } from '../../commands/drafts.ts';
import { mayAsk } from '../../state/inbox.ts';
import { hashOf } from '../../state/page.ts';
import { links, me, nameOf, now, page } from '../../state/store.ts';
import { office } from '../../platform/page.ts';
import { INTENTS, type Intent } from '../../words/labels.ts';
import { titleFrom, tooLong } from '../../words/limits.ts';
import { awayWords, expectedReply } from '../../words/rows.ts';
import { People, roleWords } from '../People.tsx';
import { ErrorSummary, type Problems, Radios, TextArea, TextInput, sendOnCtrlEnter, wordsOf } from '../fields.tsx';
import { Failed, Loading } from '../states.tsx';
import { PATIENT_FIELDS, PatientFields, patientOf, problemsOfPatient } from './PatientFields.tsx';

const KEPT = [...PATIENT_FIELDS, 'question', 'title'] as const;
const keyOf = (person: string, field: string) => `ask ${person} ${field}`;

interface Asked {
  nhs_number: string;
  name: string;
  birth_date: string;
  question: string;
  title: string;
  intent: string;
  urgency: string;
}

function problemsOf(asked: Asked): Problems {
  const found: Record<string, string> = { ...problemsOfPatient(asked) };
  const long = tooLong(asked.question, LIMITS['case.ask.question']);
  if (!asked.question || long) found['question'] = long || 'Write your question';
  if (!asked.intent) found['intent'] = 'Say what you would do without this advice';
  const longTitle = tooLong(asked.title, LIMITS['case.ask.title']);
  if (longTitle) found['title'] = longTitle;
  return found;
}

function Expected({ link, specialist, isUrgent }: { link: LinkRow; specialist: SpecialistRow; isUrgent: boolean }) {
  const away = awayWords(specialist, nameOf, now.value);
  return (
    <div class="nhsuk-inset-text expected" role="status">
      <p>
        {away ? `${away}. ` : ''}
        {expectedReply(link, specialist, isUrgent, now.value)}
      </p>
    </div>
  );
}

function AskForm({ link, specialist }: { link: LinkRow; specialist: SpecialistRow }) {
  const form = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<Problems>({});
  const [urgency, setUrgency] = useState('routine');
  const [isBusy, setBusy] = useState(false);
  const kept = (field: string) => draftOf(keyOf(specialist.person, field));
  useLayoutEffect(() => {
    form.current?.querySelector<HTMLElement>(kept('nhs_number') ? '#question' : '#nhs_number')?.focus();
  }, []);

  function written(event: Event): void {
    const { name, value } = event.target as HTMLInputElement;
    if ((KEPT as readonly string[]).includes(name)) setDraft(keyOf(specialist.person, name), value);
  }

  async function submitted(event: Event): Promise<void> {
    event.preventDefault();
    const filled = form.current;
    if (!filled || isBusy) return;
    const asked = Object.fromEntries(
      [...KEPT, 'intent', 'urgency'].map((name) => [name, wordsOf(filled, name)]),
    ) as unknown as Asked;
    const found = problemsOf(asked);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    for (const field of KEPT) setDraft(keyOf(specialist.person, field), '');
    await office.askCase(
      {
        conversation: link.conversation,
        to: specialist.person,
        patient: patientOf(asked),
        title: asked.title || titleFrom(asked.question),
        question: asked.question,
        urgency: asked.urgency as 'routine' | 'urgent',
        intent: asked.intent as Intent,
      },
      specialist.display_name,
    );
  }

  return (
    <form ref={form} onSubmit={submitted} onInput={written} onKeyDown={sendOnCtrlEnter} noValidate class="ask-form">
      <ErrorSummary problems={problems} />
      <Expected link={link} specialist={specialist} isUrgent={urgency === 'urgent'} />
      <PatientFields kept={kept} problems={problems} next="question" />
      <TextArea
        id="question"
        label="Question"
        hint="What you found, what you tried, what you want to know"
        rows={6}
        problem={problems['question']}
        defaultValue={kept('question')}
      />
      <Radios
        name="intent"
        legend="Without this advice I would"
        problem={problems['intent']}
        options={Object.entries(INTENTS)}
      />
      <Radios
        name="urgency"
        legend="How soon"
        chosen="routine"
        onChange={setUrgency}
        options={[
          ['routine', 'Routine'],
          ['urgent', 'Urgent: the same working day'],
        ]}
      />
      <TextInput
        id="title"
        label="Subject (optional)"
        hint="The first sentence of the question stands in the list unless you write one"
        problem={problems['title']}
        defaultValue={kept('title')}
      />
      <p class="emergency">
        <strong>Not for emergencies.</strong> Call the hospital switchboard for the on-call team, or 999.
      </p>
      <div class="nhsuk-button-group">
        <button type="submit" class="nhsuk-button" aria-disabled={isBusy}>
          Ask {specialist.display_name}
        </button>
        <span class="quiet keys">Ctrl and Enter asks</span>
      </div>
    </form>
  );
}

function Whom() {
  return (
    <div class="pane-body">
      <h1 class="title">Whom do you ask?</h1>
      <People heading="h2" />
      <p class="emergency">
        <strong>Not for emergencies.</strong> Call the hospital switchboard for the on-call team, or 999.
      </p>
    </div>
  );
}

export default function Ask() {
  if (me.value && !mayAsk(me.value)) {
    return <Failed sentence="Only clinicians of a neighbourhood team ask. Your administrator can change your role." />;
  }
  const { value: here } = page;
  const wanted = here.name === 'ask' ? here : { name: 'ask' as const };
  if (!wanted.person) return <Whom />;
  if (links.value === null) return <Loading />;
  const link = links.value.find((one) => one.conversation === wanted.conversation);
  const specialist = link?.specialists.find((one) => one.person === wanted.person);
  if (!link || !specialist)
    return <Failed sentence="You have no link with this specialist. Your coordinator sets links up." />;
  return (
    <div class="pane-body narrow" key={hashOf(wanted)}>
      <p class="back">
        <a class="nhsuk-back-link" href="#/ask">
          Somebody else
        </a>
      </p>
      <h1 class="title">Ask {specialist.display_name}</h1>
      <p class="meta">{[roleWords(specialist), link.treatment_function_name].filter(Boolean).join(' · ')}</p>
      <AskForm link={link} specialist={specialist} />
    </div>
  );
}
