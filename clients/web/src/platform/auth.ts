/* Signing in and out over HTTPS; the session itself is a cookie that no script can read. */
import type { Auth } from '../commands/ports.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

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
        body: JSON.stringify(entered),
      });
      const body = await answer.json();
      return answer.ok ? (body as { person: string }) : String(body.error.message);
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
