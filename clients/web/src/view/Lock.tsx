/* The locked screen: nothing of the page is behind it, what was being written waits. */
import { useEffect } from 'preact/hooks';

import { me } from '../state/store.ts';
import { office } from '../platform/page.ts';
import { shared } from '../platform/shared.ts';
import { Credentials } from './SignIn.tsx';

export function Lock() {
  useEffect(() => {
    document.title = 'Locked - Corridor';
  }, []);
  const person = me.value?.person ?? shared.get().person;
  return (
    <div class="app app--sign-in">
      <header class="top">
        <p class="wordmark">Corridor</p>
      </header>
      <main id="main" class="narrow">
        <div role="dialog" aria-modal="true" aria-labelledby="lock-title" class="lock">
          <h1 class="nhsuk-heading-l" id="lock-title">
            Locked
          </h1>
          <p>
            {me.value?.display_name ?? person} is still signed in. What you were writing is kept. Messages on their way
            are sent meanwhile.
          </p>
          <Credentials label="Unlock" person={person} />
          <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => void office.signOut()}>
            Sign out, and let somebody else sign in
          </button>
        </div>
      </main>
    </div>
  );
}
