/* How a case ended, in one act; and referring, which is always possible. */
import { useState } from 'preact/hooks';

import type { ThreadRow } from '../../generated/contract.ts';
import { takeAim } from '../commands/aims.ts';
import { draftOf, setDraft } from '../commands/drafts.ts';
import { mayAsk } from '../state/inbox.ts';
import { me, now } from '../state/store.ts';
import { office } from '../platform/page.ts';
import { OUTCOMES, type Outcome } from '../words/labels.ts';
import { TextInput, wordsOf } from './fields.tsx';
import { replyKey } from './Reply.tsx';

const FIRST: readonly Outcome[] = ['managed_in_primary_care', 'referred', 'investigate_first'];
const MORE: readonly Outcome[] = ['redirected', 'urgent_admission', 'no_longer_needed'];
const UNDO_MS = 600000;
const SMALL = 'nhsuk-button nhsuk-button--small nhsuk-button--secondary';

/** Records the outcome; what stands in the reply box goes out before it. */
function close(thread: string, outcome: Outcome): void {
  const box = document.querySelector<HTMLTextAreaElement>('#reply');
  const words = (box?.value ?? draftOf(replyKey(thread))).trim();
  if (box) box.value = '';
  setDraft(replyKey(thread), '');
  office.close(thread, outcome, words, words ? takeAim(thread) : {});
}

function OutcomeButton({ row, outcome }: { row: ThreadRow; outcome: Outcome }) {
  return (
    <button type="button" class={SMALL} onClick={() => close(row.thread, outcome)}>
      {OUTCOMES[outcome]}
    </button>
  );
}

function Open({ row }: { row: ThreadRow }) {
  return (
    <section class="outcomes" aria-labelledby="outcome-title">
      <h2 class="outcomes__title" id="outcome-title">
        Close this case as
      </h2>
      <div class="nhsuk-button-group">
        {FIRST.map((outcome) => (
          <OutcomeButton row={row} outcome={outcome} key={outcome} />
        ))}
      </div>
      <details class="small-fold">
        <summary>Other outcomes</summary>
        <div class="nhsuk-button-group">
          {MORE.map((outcome) => (
            <OutcomeButton row={row} outcome={outcome} key={outcome} />
          ))}
        </div>
      </details>
      <p class="meta">Anything in the reply box is sent first. You can undo for 10 minutes.</p>
      {row.referred ? null : <ReferNow row={row} />}
    </section>
  );
}

/** Referring needs nobody's leave: the thread is the letter. */
function ReferNow({ row }: { row: ThreadRow }) {
  return (
    <p>
      <button type="button" class="plain" onClick={() => office.refer(row.thread, '')}>
        Refer now and keep the case open
      </button>
    </p>
  );
}

function Closed({ row }: { row: ThreadRow }) {
  const [isReopening, setReopening] = useState(false);
  const isFresh = row.closed_at !== undefined && now.value.getTime() - new Date(row.closed_at).getTime() < UNDO_MS;
  function reopen(event: Event): void {
    event.preventDefault();
    const reason = wordsOf(event.currentTarget as HTMLFormElement, 'reopen-reason');
    if (!reason) return;
    office.reopen(row.thread, reason);
    setReopening(false);
  }
  return (
    <section class="outcomes" aria-labelledby="outcome-title">
      <h2 class="outcomes__title" id="outcome-title">
        This case is closed
      </h2>
      {isReopening ? (
        <form onSubmit={reopen} noValidate>
          <TextInput id="reopen-reason" label="Why it is opened again" required />
          <div class="nhsuk-button-group">
            <button type="submit" class="nhsuk-button nhsuk-button--small">
              Open again
            </button>
            <button type="button" class={SMALL} onClick={() => setReopening(false)}>
              Cancel
            </button>
          </div>
        </form>
      ) : (
        <div class="nhsuk-button-group">
          {isFresh && mayAsk(me.value) ? (
            <button
              type="button"
              class={SMALL}
              onClick={() => office.reopen(row.thread, 'The outcome was recorded by mistake')}
            >
              Undo
            </button>
          ) : (
            <button type="button" class={SMALL} onClick={() => setReopening(true)}>
              Open again
            </button>
          )}
          {mayAsk(me.value) && !row.referred ? (
            <button type="button" class={SMALL} onClick={() => office.refer(row.thread, '')}>
              Refer now
            </button>
          ) : null}
        </div>
      )}
    </section>
  );
}

export function OutcomeRow({ row }: { row: ThreadRow }) {
  if (row.state === 'closed') return <Closed row={row} />;
  return mayAsk(me.value) ? <Open row={row} /> : null;
}
