/* Signing in: password and one-time code. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

import { notice } from '../state/store.ts';
import { office } from '../platform/page.ts';
import { lazily } from './lazily.tsx';
import { ErrorSummary, type Problems, TextInput, wordsOf } from './fields.tsx';

/** The form; person is known when a locked screen is opened again. */
export function Credentials({ person, label }: { person?: string; label: string }) {
  const [problems, setProblems] = useState<Problems>({});
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const first = person ? 'password' : 'person';
  // Before anybody can type: what moves the focus later takes letters to another field.
  useLayoutEffect(() => {
    form.current?.querySelector<HTMLInputElement>(`#${first}`)?.focus();
  }, []);

  async function submitted(event: Event): Promise<void> {
    event.preventDefault();
    const filled = form.current;
    if (!filled || isBusy) return;
    const entered = {
      person: person ?? wordsOf(filled, 'person').toLowerCase(),
      password: String(new FormData(filled).get('password') ?? ''),
      totp: wordsOf(filled, 'totp').replace(/\s/g, ''),
    };
    const missing: Record<string, string> = {};
    if (!entered.person) missing['person'] = 'Enter your user name';
    if (!entered.password) missing['password'] = 'Enter your password';
    if (!entered.totp) missing['totp'] = 'Enter the code from your authenticator app';
    if (Object.keys(missing).length > 0) {
      setProblems(missing);
      return;
    }
    setBusy(true);
    const sentence = await office.signIn(entered);
    setBusy(false);
    if (sentence) setProblems({ [first]: sentence });
  }

  return (
    <form ref={form} onSubmit={submitted} noValidate class="credentials">
      <ErrorSummary problems={problems} />
      {person ? null : (
        <TextInput
          id="person"
          label="User name"
          problem={problems['person']}
          autoComplete="username"
          autoCapitalize="none"
          spellcheck={false}
        />
      )}
      <TextInput
        id="password"
        label="Password"
        problem={problems['password']}
        type="password"
        autoComplete="current-password"
      />
      <TextInput
        id="totp"
        label="One-time code"
        hint="6 digits from your authenticator app, or a recovery code"
        problem={problems['totp']}
        look="nhsuk-input--width-10"
        autoComplete="one-time-code"
      />
      <button type="submit" class="nhsuk-button" aria-disabled={isBusy}>
        {label}
      </button>
    </form>
  );
}

const Enrol = lazily(() => import('./pages/Enrol.tsx'));

export function SignIn() {
  const [isInvited, setInvited] = useState(false);
  useEffect(() => {
    document.title = 'Sign in - Corridor';
  }, []);
  return (
    <div class="app app--sign-in">
      <header class="top">
        <p class="wordmark">Corridor</p>
      </header>
      <main id="main" class="narrow">
        {isInvited ? <Enrol /> : <Door setInvited={setInvited} />}
      </main>
    </div>
  );
}

function Door({ setInvited }: { setInvited: (isInvited: boolean) => void }) {
  return (
    <>
      <h1 class="nhsuk-heading-l">Sign in to Corridor</h1>
      {notice.value ? (
        <div class="nhsuk-inset-text" role="status">
          <p>{notice.value}</p>
        </div>
      ) : (
        <p>Ask a hospital specialist you know, by name.</p>
      )}
      <Credentials label="Sign in" />
      <p>
        <button type="button" class="plain" onClick={() => setInvited(true)}>
          I have an invitation
        </button>
      </p>
    </>
  );
}
