/* Coming in by invitation: code, authenticator app, password, and the recovery codes that are shown this once. */
import { useState } from 'preact/hooks';

import type { SignedIn } from '../../commands/ports.ts';
import { askAuth } from '../../platform/auth.ts';
import { office } from '../../platform/page.ts';
import { stampWords } from '../../words/times.ts';
import { ErrorSummary, type Problems, TextInput, wordsOf } from '../fields.tsx';
import { RecoveryCodes } from '../RecoveryCodes.tsx';

interface Invited {
  person: string;
  display_name: string;
  otpauth: string;
  totp_secret: string;
  password_rules: string;
  ends_at: string;
}

type Step =
  | { name: 'code' }
  | { name: 'set'; code: string; invited: Invited }
  | { name: 'codes'; codes: readonly string[]; who: SignedIn };

function Code({ go }: { go: (step: Step) => void }) {
  const [problems, setProblems] = useState<Problems>({});
  async function submitted(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const person = wordsOf(form, 'person').toLowerCase();
    const code = wordsOf(form, 'code');
    if (!person || !code) {
      setProblems({
        [person ? 'code' : 'person']: person ? 'Enter the code of your invitation' : 'Enter your user name',
      });
      return;
    }
    const answer = await askAuth<Invited>('invitation', { person, code });
    if ('body' in answer) go({ name: 'set', code, invited: answer.body });
    else setProblems({ code: answer.sentence });
  }
  return (
    <form onSubmit={submitted} noValidate class="credentials">
      <ErrorSummary problems={problems} />
      <TextInput id="person" label="User name" problem={problems['person']} autoCapitalize="none" spellcheck={false} />
      <TextInput id="code" label="Code of the invitation" problem={problems['code']} spellcheck={false} />
      <button type="submit" class="nhsuk-button">
        Go on
      </button>
    </form>
  );
}

function SetUp({ code, invited, go }: { code: string; invited: Invited; go: (step: Step) => void }) {
  const [problems, setProblems] = useState<Problems>({});
  async function submitted(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const password = String(new FormData(form).get('password') ?? '');
    const totp = wordsOf(form, 'totp').replace(/\s/g, '');
    const answer = await askAuth<SignedIn & { recovery_codes: string[] }>('enrol', {
      person: invited.person,
      code,
      password,
      totp,
    });
    if ('body' in answer) go({ name: 'codes', codes: answer.body.recovery_codes, who: answer.body });
    else setProblems({ [answer.field.includes('totp') ? 'totp' : 'password']: answer.sentence });
  }
  return (
    <form onSubmit={submitted} noValidate class="credentials">
      <ErrorSummary problems={problems} />
      <p>
        Welcome, {invited.display_name}. Your user name is <strong>{invited.person}</strong>. The code is good until{' '}
        {stampWords(invited.ends_at)}.
      </p>
      <h2 class="side__title">1. Your authenticator app</h2>
      <p>
        On this phone: <a href={invited.otpauth}>add Corridor to the app</a>. On another: add an account by hand, with
        this key:
      </p>
      <p class="secret">{invited.totp_secret.replace(/(.{4})/g, '$1 ').trim()}</p>
      <h2 class="side__title">2. Your password</h2>
      <TextInput
        id="password"
        label="New password"
        hint={invited.password_rules}
        type="password"
        autoComplete="new-password"
        problem={problems['password']}
      />
      <TextInput
        id="totp"
        label="One-time code"
        hint="6 digits that the app shows now"
        look="nhsuk-input--width-5"
        inputMode="numeric"
        autoComplete="one-time-code"
        problem={problems['totp']}
      />
      <button type="submit" class="nhsuk-button">
        Set up and sign in
      </button>
    </form>
  );
}

export default function Enrol() {
  const [step, setStep] = useState<Step>({ name: 'code' });
  return (
    <>
      <h1 class="nhsuk-heading-l">Your invitation</h1>
      {step.name === 'code' ? <Code go={setStep} /> : null}
      {step.name === 'set' ? <SetUp code={step.code} invited={step.invited} go={setStep} /> : null}
      {step.name === 'codes' ? (
        <>
          <RecoveryCodes codes={step.codes} />
          <button type="button" class="nhsuk-button" onClick={() => void office.hasSignedIn(step.who)}>
            I have kept them, go on
          </button>
        </>
      ) : null}
    </>
  );
}
