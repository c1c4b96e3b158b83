/* What else can be done with a case of an MDT: actions, a guest, putting it off. */
import { useState } from 'preact/hooks';

import { type ActionRow, LIMITS, type MdtCaseRow, type MdtRow } from '../../../../generated/contract.ts';
import { me } from '../../../state/store.ts';
import { office } from '../../../platform/page.ts';
import { tooLong } from '../../../words/limits.ts';
import { voiceWords } from '../../../words/mdt.ts';
import { dateWords } from '../../../words/times.ts';
import { ErrorSummary, Fold, type Problems, Select, TextInput, wordsOf } from '../../fields.tsx';
import { ActionFields, addAction, problemsOfAction } from './ActionFields.tsx';
import { isUnderWay } from './live.tsx';

const SMALL = 'nhsuk-button nhsuk-button--small';

export function finishAction(action: ActionRow): void {
  const { thread } = action;
  void office.post({ cmd: 'action.finish', args: { action: action.action }, thread, label: 'Done' });
}

const STATE_WORDS: Readonly<Record<ActionRow['state'], string>> = { open: '', done: 'Done', cancelled: 'Not needed' };

function Action({ action, isMember }: { action: ActionRow; isMember: boolean }) {
  const mayFinish = isMember && action.state === 'open' && action.owner === me.value?.person;
  return (
    <li class="line">
      <p>{action.what ?? 'These words were removed.'}</p>
      <p class="meta">
        {action.state === 'open' ? null : <strong class="tag tag--closed">{STATE_WORDS[action.state]}</strong>}
        {action.owner_name}, by{' '}
        <span class={action.overdue ? 'overdue' : ''}>
          {dateWords(action.due)}
          {action.overdue ? ', overdue' : ''}
        </span>
        {action.note ? `. ${action.note}` : ''}
      </p>
      {mayFinish ? (
        <button
          type="button"
          class="plain"
          disabled={isUnderWay(action.thread, 'action.finish')}
          onClick={() => finishAction(action)}
        >
          Done
          <span class="nhsuk-u-visually-hidden">: {action.what}</span>
        </button>
      ) : null}
    </li>
  );
}

function AddAction({ one, mdt }: { one: MdtCaseRow; mdt: MdtRow }) {
  const [problems, setProblems] = useState<Problems>({});
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const found = problemsOfAction(form, true);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    addAction(form, one.thread);
    form.reset();
  }
  return (
    <form onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      <ActionFields members={mdt.members} problems={problems} />
      <button type="submit" class={SMALL}>
        Add the action
      </button>
    </form>
  );
}

/** mayAdd: no decision form stands beside it that takes an action along. */
export function Actions({ one, mdt, mayAdd }: { one: MdtCaseRow; mdt: MdtRow | undefined; mayAdd: boolean }) {
  const actions = one.actions ?? [];
  if (actions.length === 0 && !(mdt && mayAdd)) return null;
  return (
    <section class="part-of-page" aria-labelledby="actions-title">
      <h2 class="side__title" id="actions-title">
        Actions
      </h2>
      {actions.length === 0 ? <p class="quiet">None yet.</p> : null}
      <ul class="lines">
        {actions.map((action) => (
          <Action action={action} isMember={mdt !== undefined} key={action.action} />
        ))}
      </ul>
      {mdt && mayAdd ? (
        <Fold summary="Add an action">
          <AddAction one={one} mdt={mdt} />
        </Fold>
      ) : null}
    </section>
  );
}

export function Invite({ one, mdt }: { one: MdtCaseRow; mdt: MdtRow }) {
  const [problems, setProblems] = useState<Problems>({});
  const guests = new Set((one.guests ?? []).map((guest) => guest.person));
  const people = (mdt.may_invite ?? []).filter((someone) => !guests.has(someone.person));
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const person = wordsOf(form, 'guest');
    const reason = wordsOf(form, 'guest_reason');
    const found: Record<string, string> = {};
    if (!person) found['guest'] = 'Choose whom to invite';
    const long = tooLong(reason, LIMITS['mdt.invite_guest.reason']);
    if (!reason || long) found['guest_reason'] = long || 'Write what is asked of them';
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const args = { thread: one.thread, person, reason };
    void office.post({ cmd: 'mdt.invite_guest', args, thread: one.thread, label: 'Your invitation', body: reason });
    form.reset();
  }
  if (people.length === 0) return <p class="quiet">There is no other specialist whom you could invite.</p>;
  return (
    <form onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      <Select
        id="guest"
        label="Specialist"
        hint="They see this case only, until it is decided"
        problem={problems['guest']}
      >
        <option value="">Choose</option>
        {people.map((someone) => (
          <option value={someone.person} key={someone.person}>
            {someone.display_name}, {voiceWords(someone)}
          </option>
        ))}
      </Select>
      <TextInput id="guest_reason" label="What is asked of them" problem={problems['guest_reason']} />
      <button type="submit" class={SMALL}>
        Invite
      </button>
    </form>
  );
}

export function Defer({ one }: { one: MdtCaseRow }) {
  const [problems, setProblems] = useState<Problems>({});
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const reason = wordsOf(form, 'defer_reason');
    const long = tooLong(reason, LIMITS['mdt.defer.reason']);
    setProblems(!reason || long ? { defer_reason: long || 'Say why' } : {});
    if (!reason || long) return;
    const args = { thread: one.thread, reason };
    void office.post({ cmd: 'mdt.defer', args, thread: one.thread, label: 'Putting it off', body: reason });
    form.reset();
  }
  return (
    <form onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      <TextInput
        id="defer_reason"
        label="Why it is put off"
        hint="It goes onto the next meeting that is planned"
        problem={problems['defer_reason']}
      />
      <button type="submit" class={`${SMALL} nhsuk-button--secondary`}>
        Defer to the next meeting
      </button>
    </form>
  );
}
