/* Who has said what about a case, one slot for each voice, and the box for one's own view. */
import { useRef, useState } from 'preact/hooks';

import { type ContributionRow, LIMITS, type MdtCaseRow, type MessageRow } from '../../../../generated/contract.ts';
import { draftOf, setDraft } from '../../../commands/drafts.ts';
import { me, now } from '../../../state/store.ts';
import { office } from '../../../platform/page.ts';
import { tooLong } from '../../../words/limits.ts';
import { functionName, missingOf, quorumWords, slotWords } from '../../../words/mdt.ts';
import { whenWords } from '../../../words/times.ts';
import { MessageActs } from '../../MessageActs.tsx';
import { ErrorSummary, type Problems, Select, TextArea, sendOnCtrlEnter, wordsOf } from '../../fields.tsx';

/** A view as a message, to correct or remove it. */
const messageOf = (slot: ContributionRow, thread: string): MessageRow => ({
  message: slot.message ?? '',
  thread,
  seq: 0,
  kind: 'contribution',
  by: slot.person ?? '',
  by_name: slot.display_name ?? '',
  at: slot.at ?? '',
  ...(slot.body === undefined ? { redacted_at: slot.at ?? '' } : { body: slot.body }),
});

function Slot({ slot, one }: { slot: ContributionRow; one: MdtCaseRow }) {
  const role = [slot.job_title, slot.professional_number].filter(Boolean).join(', ');
  const mayCorrect = slot.contributed && slot.person === me.value?.person && one.state !== 'decided';
  return (
    <li class={`slot${slot.contributed ? '' : ' slot--waiting'}${slot.dissents ? ' slot--dissents' : ''}`}>
      <h3 class="author">
        {slotWords(slot)}
        {slot.required ? <span class="slot__required">Required</span> : null}
      </h3>
      {slot.display_name ? (
        <p class="meta">
          {slot.display_name}
          {role ? `, ${role}` : ''}
          {slot.at ? ` · ${whenWords(slot.at, now.value)}` : ''}
        </p>
      ) : null}
      {slot.dissents ? (
        <p>
          <strong class="tag tag--waiting">Dissents</strong>
        </p>
      ) : null}
      {slot.contributed ? (
        slot.body === undefined ? (
          <p class="quiet">These words were removed.</p>
        ) : (
          <p class="words">{slot.body}</p>
        )
      ) : (
        <p class="not-yet">Not yet</p>
      )}
      {mayCorrect ? <MessageActs message={messageOf(slot, one.thread)} isThanked={true} /> : null}
    </li>
  );
}

export function Contributions({ one }: { one: MdtCaseRow }) {
  return (
    <section class="part-of-page" aria-labelledby="views-title">
      <h2 class="side__title" id="views-title">
        Contributions
      </h2>
      <p class={`quorum${one.quorate || one.tag === 'standard_care' ? ' quorum--met' : ''}`}>{quorumWords(one)}.</p>
      <ol class="slots">
        {one.contributions.map((slot) => (
          <Slot
            slot={slot}
            one={one}
            key={slot.message ?? `${slot.treatment_function ?? ''} ${slot.person ?? ''}`}
          />
        ))}
      </ol>
    </section>
  );
}

/** My view; own: the specialties I may speak for here. */
export function ViewBox({ one, own }: { one: MdtCaseRow; own: readonly string[] }) {
  const form = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<Problems>({});
  const key = `mdt view ${one.thread}`;
  const missing = missingOf(one);
  const voices = [...own].sort((a, b) => Number(missing.includes(b)) - Number(missing.includes(a)));

  function submitted(event: Event): void {
    event.preventDefault();
    const filled = form.current;
    if (!filled) return;
    const body = wordsOf(filled, 'view');
    const problem = body ? tooLong(body, LIMITS['mdt.contribute.body']) : 'Write your view first';
    setProblems(problem ? { view: problem } : {});
    if (problem) return;
    const voice = wordsOf(filled, 'voice');
    void office.post({
      cmd: 'mdt.contribute',
      args: {
        thread: one.thread,
        body,
        ...(wordsOf(filled, 'dissents') ? { dissents: true } : {}),
        ...(voice ? { treatment_function: voice } : {}),
      },
      thread: one.thread,
      label: 'Your view',
      body,
    });
    setDraft(key, '');
    filled.reset();
    const box = filled.querySelector<HTMLTextAreaElement>('#view');
    if (box) box.value = '';
  }

  return (
    <form
      ref={form}
      class="view-box"
      onSubmit={submitted}
      onInput={(event) => {
        const { name, value } = event.target as HTMLTextAreaElement;
        if (name === 'view') setDraft(key, value);
      }}
      onKeyDown={sendOnCtrlEnter}
      noValidate
    >
      <ErrorSummary problems={problems} />
      {voices.length > 1 ? (
        <Select id="voice" label="I speak for">
          {voices.map((code) => (
            <option value={code} key={code}>
              {functionName(code)}
            </option>
          ))}
        </Select>
      ) : null}
      <TextArea id="view" label="My view" rows={3} problem={problems['view']} defaultValue={draftOf(key)} />
      <p>
        <label class="check">
          <input type="checkbox" name="dissents" value="yes" />I do not agree with what is proposed: record my dissent
        </label>
      </p>
      <button type="submit" class="nhsuk-button nhsuk-button--small">
        Send my view
      </button>
    </form>
  );
}
