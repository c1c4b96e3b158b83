/* The chair's decision: what, where the patient goes, who does what; then sign and next. */
import { useRef, useState } from 'preact/hooks';

import { LIMITS, type MdtCaseRow, type MdtRow } from '../../../../generated/contract.ts';
import { draftOf, setDraft } from '../../../commands/drafts.ts';
import { hashOf } from '../../../state/page.ts';
import { page } from '../../../state/store.ts';
import { office } from '../../../platform/page.ts';
import type { ArgsOf } from '../../../wire/frames.ts';
import { tooLong } from '../../../words/limits.ts';
import { STANDARD_CARE, allFunctions, functionName, functionsWords, isOneTap } from '../../../words/mdt.ts';
import { patientWords } from '../../../words/rows.ts';
import {
  ErrorSummary,
  Fold,
  type Problems,
  Radios,
  Select,
  TextArea,
  sendOnCtrlEnter,
  wordsOf,
} from '../../fields.tsx';
import { ActionFields, PersonSelect, addAction, problemsOfAction } from './ActionFields.tsx';

const KEPT = ['decision', 'patient_wishes', 'dissent', 'action_what'] as const;
const keyOf = (thread: string, part: string) => `mdt decide ${thread} ${part}`;

/** What was being written about a decision, once it is signed or no longer wanted. */
export function forgetDecision(thread: string): void {
  for (const part of KEPT) if (draftOf(keyOf(thread, part))) setDraft(keyOf(thread, part), '');
}

/** Signs, and goes on to the next case once it is committed, unless the person has gone elsewhere meanwhile. */
async function sign(args: ArgsOf<'mdt.decide'>, meeting: string): Promise<void> {
  const { thread, decision } = args;
  const result = await office.post({ cmd: 'mdt.decide', args, thread, label: 'Your decision', body: decision });
  if (!result) return;
  forgetDecision(thread);
  if (page.value.name !== 'mdt_case' || page.value.thread !== thread) return;
  location.hash = hashOf(
    result.next ? { name: 'mdt_case', thread: result.next } : { name: 'meeting', id: meeting },
  );
}

type Outcome = '' | 'managed' | 'refer' | 'each';

/** Where the patient would have gone: one answer for all specialties, or one for each. */
function OutcomeFields({ codes, problems }: { codes: readonly string[]; problems: Problems }) {
  const [outcome, setOutcome] = useState<Outcome>('');
  const options: [Outcome, string][] = [
    ['managed', 'Not needed: the team looks after it'],
    ['refer', codes.length > 1 ? 'Refer to all of them' : 'Refer'],
  ];
  if (codes.length > 1) options.push(['each', 'Different for each']);
  return (
    <>
      <Radios
        name="outcome"
        legend={`Referral to ${functionsWords(codes)}`}
        problem={problems['outcome']}
        options={options}
        onChange={(value) => setOutcome(value as Outcome)}
      />
      {outcome === 'each'
        ? codes.map((code) => (
            <Select id={`each_${code}`} label={functionName(code)} key={code}>
              <option value="managed">Not needed</option>
              <option value="refer">Refer</option>
            </Select>
          ))
        : null}
    </>
  );
}

function outcomesIn(form: HTMLFormElement, codes: readonly string[]): { managed: string[]; refer: string[] } {
  const outcome = wordsOf(form, 'outcome');
  const fateOf = (code: string) => (outcome === 'each' ? wordsOf(form, `each_${code}`) : outcome);
  const also = wordsOf(form, 'refer_also');
  const refer = codes.filter((code) => fateOf(code) === 'refer');
  return {
    managed: codes.filter((code) => fateOf(code) === 'managed' && code !== also),
    refer: also && !refer.includes(also) ? [...refer, also] : refer,
  };
}

function problemsOf(form: HTMLFormElement, codes: readonly string[]): Problems {
  const found: Record<string, string> = {};
  for (const part of ['decision', 'patient_wishes', 'dissent'] as const) {
    const long = tooLong(wordsOf(form, part), LIMITS[`mdt.decide.${part}`]);
    if (long) found[part] = long;
  }
  if (!wordsOf(form, 'decision')) found['decision'] = 'Write what is decided';
  if (codes.length > 0 && !wordsOf(form, 'outcome')) found['outcome'] = 'Choose whether the patient is referred';
  return { ...found, ...problemsOfAction(form, false) };
}

function More({ mdt, kept }: { mdt: MdtRow; kept: (part: string) => string }) {
  return (
    <>
      <TextArea
        id="patient_wishes"
        label="Patient’s wishes (optional)"
        rows={2}
        defaultValue={kept('patient_wishes')}
      />
      <TextArea
        id="dissent"
        label="Dissent that was spoken (optional)"
        hint="Who dissents in a contribution is recorded anyway"
        rows={2}
        defaultValue={kept('dissent')}
      />
      <PersonSelect id="tells_patient" label="Who tells the patient" members={mdt.members} none="Nobody named" />
      <Select id="refer_also" label="Refer to another specialty (optional)">
        <option value="">None</option>
        {allFunctions().map(([code, name]) => (
          <option value={code} key={code}>
            {name}
          </option>
        ))}
      </Select>
    </>
  );
}

function DecisionForm({ one, mdt, meeting }: { one: MdtCaseRow; mdt: MdtRow; meeting: string }) {
  const form = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<Problems>({});
  const codes = one.would_refer_to ?? [];
  const { thread } = one;
  const kept = (part: string) => draftOf(keyOf(thread, part));
  const proposed = one.tag === 'standard_care' ? STANDARD_CARE : '';

  function written(event: Event): void {
    const { name, value } = event.target as HTMLInputElement;
    if ((KEPT as readonly string[]).includes(name)) setDraft(keyOf(thread, name), value);
  }

  function submitted(event: Event): void {
    event.preventDefault();
    const filled = form.current;
    if (!filled) return;
    const found = problemsOf(filled, codes);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    addAction(filled, thread);
    const { managed, refer } = outcomesIn(filled, codes);
    const words = Object.fromEntries(
      (['dissent', 'patient_wishes', 'tells_patient'] as const)
        .map((part) => [part, wordsOf(filled, part)])
        .filter(([, value]) => value !== ''),
    );
    void sign(
      {
        thread,
        decision: wordsOf(filled, 'decision'),
        ...words,
        ...(managed.length > 0 ? { managed } : {}),
        ...(refer.length > 0 ? { refer } : {}),
      },
      meeting,
    );
  }

  return (
    <form ref={form} onSubmit={submitted} onInput={written} onKeyDown={sendOnCtrlEnter} noValidate>
      <ErrorSummary problems={problems} />
      <TextArea
        id="decision"
        label="What is decided"
        rows={4}
        problem={problems['decision']}
        defaultValue={kept('decision') || proposed}
      />
      {codes.length > 0 ? <OutcomeFields codes={codes} problems={problems} /> : null}
      <Fold
        summary="Wishes, dissent, actions, who tells the patient"
        isOpen={['patient_wishes', 'dissent', 'action_what'].some((part) => kept(part) !== '')}
      >
        <More mdt={mdt} kept={kept} />
        <ActionFields members={mdt.members} problems={problems} kept={kept('action_what')} isOptional />
      </Fold>
      <div class="nhsuk-button-group">
        <button type="submit" class="nhsuk-button nhsuk-button--small">
          Sign and next
          <span class="nhsuk-u-visually-hidden"> for {patientWords(one.patient)}</span>
        </button>
        <span class="quiet keys">Ctrl and Enter signs</span>
      </div>
    </form>
  );
}

/** Standard care in one tap; anything else is written first. */
function Agree({ one, meeting }: { one: MdtCaseRow; meeting: string }) {
  return (
    <button
      type="button"
      class="nhsuk-button nhsuk-button--small"
      onClick={() => void sign({ thread: one.thread, decision: STANDARD_CARE }, meeting)}
    >
      Standard care agreed, next
    </button>
  );
}

export function Decide({ one, mdt, meeting }: { one: MdtCaseRow; mdt: MdtRow; meeting: string }) {
  if (!isOneTap(one)) return <DecisionForm one={one} mdt={mdt} meeting={meeting} />;
  return (
    <>
      <Agree one={one} meeting={meeting} />
      <Fold summary="Decide something else">
        <DecisionForm one={one} mdt={mdt} meeting={meeting} />
      </Fold>
    </>
  );
}
