/* What the tabs of one browser share: who is signed in and whether the screen is locked. Never anything of a patient. */
import type { Shared } from '../commands/ports.ts';

const KEY = 'corridor';

export const shared: Shared = {
  get() {
    try {
      const { person = '', isLocked = false } = JSON.parse(localStorage.getItem(KEY) ?? '{}');
      return { person: String(person), isLocked: isLocked === true };
    } catch {
      return { person: '', isLocked: false };
    }
  },
  set(value) {
    localStorage.setItem(KEY, JSON.stringify(value));
  },
};

/** Tells when another tab changed it. */
export function onSharedChange(listener: () => void): void {
  addEventListener('storage', (event) => {
    if (event.key === KEY || event.key === null) listener();
  });
}
