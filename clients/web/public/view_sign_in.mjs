/*
 * Signing in: handle, password, and the code of an authenticator app.
 */
import { field, h, showProblems } from './dom.mjs';

const NEEDED = [
  ['person', 'Enter your user name'],
  ['password', 'Enter your password'],
  ['totp', 'Enter the 6 digits that your authenticator app shows'],
];

/** The sign-in page. signIn({ person, password, totp }) resolves to a sentence when it fails; notice is said above. */
export function signInView({ signIn, notice }) {
  const person = h('input', { type: 'text', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false' });
  const password = h('input', { type: 'password', autocomplete: 'current-password' });
  const totp = h('input', {
    type: 'text',
    class: 'short',
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    maxlength: '6',
  });
  const button = h('button', { type: 'submit' }, 'Sign in');

  async function submitted(event) {
    event.preventDefault();
    const entered = { person: person.value.trim().toLowerCase(), password: password.value, totp: totp.value.trim() };
    const problems = NEEDED.filter(([name]) => entered[name] === '');
    showProblems(form, problems);
    if (problems.length > 0) return;
    button.disabled = true;
    const sentence = await signIn(entered);
    button.disabled = false;
    if (!sentence) return;
    totp.value = '';
    showProblems(form, [['person', sentence]]);
  }

  const form = h(
    'form',
    { novalidate: true, on: { submit: submitted } },
    field({ id: 'person', label: 'User name', hint: 'For example a.khan', control: person }),
    field({ id: 'password', label: 'Password', control: password }),
    field({ id: 'totp', label: 'One-time code', hint: '6 digits from your authenticator app', control: totp }),
    button,
  );
  return h(
    'div',
    { class: 'page narrow' },
    h('h1', {}, 'Sign in to Corridor'),
    notice ? h('p', { class: 'inset' }, notice) : null,
    h('p', {}, 'Ask a specialist you know about a patient, and get an answer by a promised time.'),
    form,
  );
}
