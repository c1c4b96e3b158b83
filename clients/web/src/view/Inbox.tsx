/* The inbox: what waits, in the order it is worked through, and the people one can ask. */
import { useState } from 'preact/hooks';

import { filterCounts, inboxOf } from '../state/inbox.ts';
import type { Filter } from '../state/state.ts';
import { dispatch, filter, list, me, now, outbox, threads } from '../state/store.ts';
import { PendingItem } from './Pending.tsx';
import { Row } from './Row.tsx';
import { Loading } from './states.tsx';

const FILTERS: readonly (readonly [Filter, string])[] = [
  ['all', 'All'],
  ['unread', 'Unread'],
  ['todo', 'To do'],
  ['mine', 'Mine'],
  ['team', 'Team'],
];
const EMPTY_WORDS: Readonly<Record<Filter, string>> = {
  all: 'Nothing waiting. New questions appear here.',
  unread: 'Nothing unread.',
  todo: 'Nothing waits for you.',
  mine: 'Nothing that you asked or were asked.',
  team: 'Nothing of your colleagues.',
};
const SHOWN_AT_ONCE = 100;

function Filters() {
  const counts = filterCounts(threads.value, me.value?.person ?? '');
  return (
    <div class="chips" role="group" aria-label="Show">
      {FILTERS.map(([name, label]) => (
        <button
          type="button"
          key={name}
          class="chip"
          aria-pressed={filter.value === name}
          onClick={() => dispatch({ type: 'filter', filter: name })}
        >
          {label} <span class="chip__count">{counts[name]}</span>
        </button>
      ))}
    </div>
  );
}

/** Questions on their way that have no case yet. */
function OnTheWay() {
  const items = outbox.value.filter((item) => item.thread === '');
  if (items.length === 0) return null;
  return (
    <ul class="messages messages--waiting">
      {items.map((item) => (
        <PendingItem item={item} key={item.txn} />
      ))}
    </ul>
  );
}

export function InboxList({ isPage }: { isPage: boolean }) {
  const [shown, setShown] = useState(SHOWN_AT_ONCE);
  const person = me.value?.person ?? '';
  const rows = inboxOf(threads.value, filter.value, person, now.value.toISOString());
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <section class="pane pane--list" aria-labelledby="inbox-title">
      <div class="pane__head">
        <Heading id="inbox-title" class="title">
          Inbox
        </Heading>
        <Filters />
      </div>
      <OnTheWay />
      {list.value === 'loading' && rows.length === 0 ? (
        <Loading heading={false} />
      ) : rows.length === 0 ? (
        <p class="quiet pad">{EMPTY_WORDS[filter.value]}</p>
      ) : (
        <ul class="rows">
          {rows.slice(0, shown).map((row) => (
            <Row key={row.thread} row={row} me={person} now={now.value} />
          ))}
        </ul>
      )}
      {rows.length > shown ? (
        <p class="pad">
          <button
            type="button"
            class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
            onClick={() => setShown(shown + SHOWN_AT_ONCE)}
          >
            Show more ({rows.length - shown} left)
          </button>
        </p>
      ) : null}
    </section>
  );
}
