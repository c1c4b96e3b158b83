/* The frame: header and navigation, bars that say what is the matter, the page, and the lock over all of it. */
import type { ComponentType } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { isClinical } from '../state/inbox.ts';
import type { PageName } from '../state/page.ts';
import { isLocked, me, page, session, threads } from '../state/store.ts';
import { Bars } from './Bars.tsx';
import { Desk } from './Case.tsx';
import { Header } from './Header.tsx';
import { Lock } from './Lock.tsx';
import { lazily } from './lazily.tsx';
import { SignIn } from './SignIn.tsx';

const PAGES: Readonly<Record<PageName, ComponentType>> = {
  inbox: Desk,
  case: Desk,
  ask: lazily(() => import('./pages/Ask.tsx')),
  print: lazily(() => import('./pages/Print.tsx')),
  mdts: lazily(() => import('./pages/mdt/List.tsx')),
  mdt: lazily(() => import('./pages/mdt/Team.tsx')),
  meeting: lazily(() => import('./pages/mdt/Meeting.tsx')),
  mdt_case: lazily(() => import('./pages/mdt/Case.tsx')),
  minutes: lazily(() => import('./pages/mdt/Minutes.tsx')),
  actions: lazily(() => import('./pages/mdt/Actions.tsx')),
  topics: lazily(() => import('./pages/Topics.tsx')),
  search: lazily(() => import('./pages/Search.tsx')),
  dashboard: lazily(() => import('./pages/Dashboard.tsx')),
  session: lazily(() => import('./pages/Session.tsx')),
  team: lazily(() => import('./pages/Team.tsx')),
  admin: lazily(() => import('./pages/Admin.tsx')),
  audit: lazily(() => import('./pages/Audit.tsx')),
};

const TITLES: Readonly<Record<PageName, string>> = {
  inbox: 'Inbox',
  case: 'Case',
  ask: 'Ask',
  print: 'Print',
  mdts: 'MDTs',
  mdt: 'MDT',
  meeting: 'Meeting',
  mdt_case: 'Case of an MDT',
  minutes: 'Minutes',
  actions: 'My actions',
  topics: 'Topics',
  search: 'Search',
  dashboard: 'Dashboard',
  session: 'My session',
  team: 'Cover and promises',
  admin: 'Administration',
  audit: 'Audit',
};

/** The page of the address; people who see no conversations begin with what is theirs to look after. */
function pageNow(): PageName {
  const { name } = page.value;
  if (name !== 'inbox' || !me.value || isClinical(me.value) || threads.value.length > 0) return name;
  if (me.value.roles.includes('coordinator')) return 'team';
  return me.value.roles.some((role) => role === 'manager' || role === 'administrator')
    ? 'dashboard'
    : me.value.roles.includes('auditor')
      ? 'audit'
      : 'session';
}

/** Whoever moves to another page hears its heading. */
function useFocusOnHeading(key: string): void {
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    if (!isFirst.current) {
      const heading = document.querySelector<HTMLElement>('main h1');
      const { activeElement } = document;
      if (
        heading &&
        (!activeElement || activeElement === document.body || !document.querySelector('main')?.contains(activeElement))
      ) {
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
      }
    }
    isFirst.current = false;
  }, [key]);
}

function SignedIn() {
  const name = pageNow();
  const Page = PAGES[name];
  const key = `${name} ${'thread' in page.value ? page.value.thread : 'id' in page.value ? page.value.id : ''}`;
  useFocusOnHeading(key);
  useEffect(() => {
    document.title = `${TITLES[name]} - Corridor`;
    // Where the panes scroll by themselves, the window is never moved.
    if (matchMedia('(max-width: 720px)').matches) scrollTo(0, 0);
  }, [key]);
  return (
    <div class={`app app--${name}`}>
      <a class="nhsuk-skip-link" href="#main" onClick={skip}>
        Skip to main content
      </a>
      <Header current={name} />
      <Bars />
      <main id="main" tabIndex={-1}>
        <Page key={Page === Desk ? 'desk' : key} />
      </main>
    </div>
  );
}

function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

export function App() {
  if (session.value === 'starting') return null;
  if (session.value === 'signed_out') return <SignIn />;
  if (isLocked.value) return <Lock />;
  return <SignedIn />;
}
