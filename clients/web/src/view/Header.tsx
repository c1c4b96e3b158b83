/* The name of the product, where one can go, and who is signed in. */
import { hasRole, isClinical, mayAsk, mayMeet, mayReport, unreadCount } from '../state/inbox.ts';
import type { PageName } from '../state/page.ts';
import { me, threads } from '../state/store.ts';
import { office } from '../platform/page.ts';

interface Place {
  name: PageName;
  label: string;
  isFor: (who: typeof me.value) => boolean;
}

/** A coordinator is told of no cases; some are members of an MDT, and so have threads all the same. */
const talks = (who: typeof me.value) => isClinical(who) || (hasRole(who, 'coordinator') && threads.value.length > 0);

/** Pages that have no place of their own stand under another's. */
const UNDER: Readonly<Partial<Record<PageName, PageName>>> = {
  mdt: 'mdts',
  meeting: 'mdts',
  mdt_case: 'mdts',
  minutes: 'mdts',
};

const PLACES: readonly Place[] = [
  { name: 'inbox', label: 'Inbox', isFor: talks },
  { name: 'ask', label: 'Ask', isFor: mayAsk },
  { name: 'mdts', label: 'MDTs', isFor: (who) => mayMeet(who) || hasRole(who, 'administrator') },
  { name: 'actions', label: 'Actions', isFor: talks },
  { name: 'topics', label: 'Topics', isFor: talks },
  { name: 'search', label: 'Search', isFor: talks },
  { name: 'team', label: 'Cover', isFor: mayMeet },
  { name: 'dashboard', label: 'Dashboard', isFor: (who) => mayReport(who) || hasRole(who, 'specialist') },
  { name: 'admin', label: 'Admin', isFor: (who) => hasRole(who, 'administrator', 'coordinator') },
  { name: 'audit', label: 'Audit', isFor: (who) => hasRole(who, 'auditor') },
];

function Unread() {
  const count = unreadCount(threads.value);
  if (count === 0) return null;
  return (
    <>
      {' '}
      <span class="count">{count}</span>
      <span class="nhsuk-u-visually-hidden"> unread</span>
    </>
  );
}

export function Header({ current }: { current: PageName }) {
  const here = UNDER[current] ?? current;
  const places = PLACES.filter(({ isFor }) => isFor(me.value));
  return (
    <header class="top">
      <p class="wordmark">
        <a href="#/">Corridor</a>
      </p>
      <nav aria-label="Main" class="places">
        <ul>
          {places.map(({ name, label }) => (
            <li key={name}>
              <a href={name === 'inbox' ? '#/' : `#/${name}`} aria-current={name === here ? 'page' : undefined}>
                {label}
                {name === 'inbox' ? <Unread /> : null}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="self">
        <a href="#/session" aria-current={current === 'session' ? 'page' : undefined}>
          {me.value?.display_name ?? 'My session'}
        </a>
        <button type="button" class="plain" onClick={() => office.lock()}>
          Lock
        </button>
        <button type="button" class="plain" onClick={() => void office.signOut()}>
          Sign out
        </button>
      </div>
    </header>
  );
}
