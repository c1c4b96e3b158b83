/* Something on its way: queued, sending, or refused with what to do about it. Never shown as sent before its receipt. */
import type { Pending } from '../state/state.ts';
import { office } from '../platform/page.ts';

const WORDS: Readonly<Record<Pending['state'], string>> = {
  queued: 'Queued: it sends when the connection is back',
  sending: 'Sending',
  failed: 'Not sent',
};

function Choices({ item }: { item: Pending }) {
  const look = 'nhsuk-button nhsuk-button--secondary nhsuk-button--small';
  return (
    <div class="nhsuk-button-group">
      <button type="button" class={look} onClick={() => office.again(item.txn)}>
        Try again
      </button>
      {item.body ? (
        <button type="button" class={look} onClick={() => void navigator.clipboard.writeText(item.body ?? '')}>
          Copy text
        </button>
      ) : null}
      <button type="button" class={look} onClick={() => office.forget(item.txn)}>
        Remove
      </button>
    </div>
  );
}

export function PendingItem({ item }: { item: Pending }) {
  return (
    <li class={`message message--mine message--${item.state}`}>
      <p class="meta">
        {item.label} · <strong>{WORDS[item.state]}</strong>
      </p>
      {item.body ? <p class="words">{item.body}</p> : null}
      {item.state === 'failed' ? (
        <>
          <p class="problem">{item.sentence}</p>
          <Choices item={item} />
        </>
      ) : null}
    </li>
  );
}
