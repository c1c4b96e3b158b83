/* Signing in and out over HTTPS; the session itself is a cookie that no script can read. */
import type { Auth, SignedIn } from '../commands/ports.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

/** Six digits are the authenticator's; anything else is one of the recovery codes kept for when it is lost. */
export function withCode({ totp, ...rest }: { totp: string; [name: string]: string }): Record<string, string> {
  return /^\d{6}$/.test(totp) ? { ...rest, totp } : { ...rest, recovery_code: totp };
}

/** What the server answered: its body, or the sentence and the field of a refusal. */
export type Answer<T> = { body: T } | { sentence: string; field: string };

/** Asks one of the /auth addresses that change how somebody signs in. */
export async function askAuth<T>(path: string, body: Record<string, string>): Promise<Answer<T>> {
  try {
    const answer = await fetch(`/auth/${path}`, { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(body) });
    const said = await answer.json();
    if (answer.ok) return { body: said as T };
    return { sentence: String(said.error.message), field: String(said.error.field ?? '') };
  } catch {
    return { sentence: 'There is no connection. Try again in a moment.', field: '' };
  }
}

export const auth: Auth = {
  async me() {
    try {
      const answer = await fetch('/auth/me');
      if (answer.ok) return (await answer.json()) as { person: string };
      return answer.status === 401 ? null : undefined;
    } catch {
      return undefined;
    }
  },
  async login(entered) {
    try {
      const answer = await fetch('/auth/login', {
        method: 'POST',
        headers: JSON_HEADERS,
        body: JSON.stringify(withCode(entered)),
      });
      const body = await answer.json();
      return answer.ok ? (body as SignedIn) : String(body.error.message);
    } catch {
      return 'There is no connection. Try again in a moment.';
    }
  },
  async logout() {
    try {
      await fetch('/auth/logout', { method: 'POST', headers: JSON_HEADERS, keepalive: true });
    } catch {
      // Without a connection the session ends by its own limit; this browser has forgotten everything already.
    }
  },
};
