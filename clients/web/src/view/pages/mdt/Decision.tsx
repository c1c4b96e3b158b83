/* A signed decision: locked, with who signed it when; and its amendment. */
import { useState } from 'preact/hooks';

import { type DecisionRow, LIMITS, type MdtCaseRow, type MdtRow } from '../../../../generated/contract.ts';
import { draftOf, setDraft } from '../../../commands/drafts.ts';
import { nameOf } from '../../../state/store.ts';
import { office } from '../../../platform/page.ts';
import { tooLong } from '../../../words/limits.ts';
import { nameAmong, outcomeLines } from '../../../words/mdt.ts';
import { stampWords } from '../../../words/times.ts';
import { ErrorSummary, type Problems, TextArea, TextInput, wordsOf } from '../../fields.tsx';

function Item({ title, words }: { title: string; words: string | undefined }) {
  if (!words) return null;
  return (
    <>
      <h3 class="part">{title}</h3>
      <p class="words">{words}</p>
    </>
  );
}

function Amendment({ decision, amender }: { decision: DecisionRow; amender: string }) {
  if (!decision.amended_at) return null;
  return (
    <>
      <p class="meta">
        Amended and signed by {amender}, {stampWords(decision.amended_at)}
        {decision.amendment_reason ? `: ${decision.amendment_reason}` : ''}
      </p>
      <details class="small-fold" open>
        <summary>What was signed first</summary>
        <p class="words">{decision.original_decision ?? 'These words were removed.'}</p>
      </details>
    </>
  );
}

/** The decision as it reads, on the screen and on paper. */
export function Signed({ decision, mdt }: { decision: DecisionRow; mdt: MdtRow | undefined }) {
  const amender = decision.amended_by ?? '';
  const number = decision.signed_by_professional_number;
  return (
    <div class="signed">
      <p class="words signed__words">{decision.decision ?? 'These words were removed.'}</p>
      {outcomeLines(decision).map((line) => (
        <p class="signed__outcome" key={line}>
          {line}
        </p>
      ))}
      <Item title="Dissent" words={decision.dissent} />
      <Item title="Patient’s wishes" words={decision.patient_wishes} />
      <Item title="Who tells the patient" words={decision.tells_patient_name} />
      <p class="meta signed__by">
        Signed by {decision.signed_by_name}
        {number ? `, ${number}` : ''}, {stampWords(decision.signed_at)}
      </p>
      <Amendment decision={decision} amender={mdt ? nameAmong(mdt.members, amender) : nameOf(amender)} />
    </div>
  );
}

const keyOf = (thread: string) => `mdt amend ${thread}`;

function Form({ one, done }: { one: MdtCaseRow; done: () => void }) {
  const [problems, setProblems] = useState<Problems>({});
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const decision = wordsOf(form, 'amended');
    const reason = wordsOf(form, 'amend_reason');
    const found: Record<string, string> = {};
    const long = tooLong(decision, LIMITS['mdt.amend_decision.decision']);
    if (!decision || long) found['amended'] = long || 'Write how it should read';
    if (!reason) found['amend_reason'] = 'Say why';
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    void office.post({
      cmd: 'mdt.amend_decision',
      args: { thread: one.thread, decision, reason },
      thread: one.thread,
      label: 'Your amendment',
      body: decision,
    });
    setDraft(keyOf(one.thread), '');
    done();
  }
  return (
    <form class="inner-form" onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      <TextArea
        id="amended"
        label="How the decision should read"
        hint="What was signed first stays readable"
        defaultValue={draftOf(keyOf(one.thread)) || (one.decision?.decision ?? '')}
        onInput={(event) => setDraft(keyOf(one.thread), event.currentTarget.value)}
        problem={problems['amended']}
      />
      <TextInput id="amend_reason" label="Why" problem={problems['amend_reason']} />
      <div class="nhsuk-button-group">
        <button type="submit" class="nhsuk-button nhsuk-button--small">
          Sign the amendment
        </button>
        <button
          type="button"
          class="nhsuk-button nhsuk-button--small nhsuk-button--secondary"
          onClick={() => {
            setDraft(keyOf(one.thread), '');
            done();
          }}
        >
          Cancel
        </button>
      </div>
    </form>
  );
}

export function Amend({ one }: { one: MdtCaseRow }) {
  const [isOpen, setOpen] = useState(draftOf(keyOf(one.thread)) !== '');
  if (isOpen) return <Form one={one} done={() => setOpen(false)} />;
  return (
    <button type="button" class="plain" onClick={() => setOpen(true)}>
      Amend the decision
    </button>
  );
}
