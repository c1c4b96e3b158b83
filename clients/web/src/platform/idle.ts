/* Watches whether anybody is there: warns a minute before, and then says that the screen must lock. */

const MINUTE_MS = 60000;
const ACTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;
const SEEN = 'corridor-seen';

/** Minutes until the lock, from the page's own setting. */
function minutesAllowed(): number {
  const setting = document.querySelector<HTMLMetaElement>('meta[name="corridor-lock-minutes"]')?.content;
  const minutes = Number(setting);
  return minutes >= 2 ? minutes : 10;
}

/** Calls warn with true a minute before lock is called, and with false when somebody moves again in time. */
export function watchIdle({ warn, lock }: { warn: (isNear: boolean) => void; lock: () => void }): void {
  const allowedMs = minutesAllowed() * MINUTE_MS;
  let seenAt = Date.now();
  let isNear = false;

  function near(value: boolean): void {
    if (isNear === value) return;
    isNear = value;
    warn(value);
  }

  function seen(): void {
    const now = Date.now();
    near(false);
    if (now - seenAt < 1000) return;
    seenAt = now;
    // Being busy in one tab keeps the others open too.
    localStorage.setItem(SEEN, String(now));
  }

  for (const act of ACTS) addEventListener(act, seen, { passive: true, capture: true });
  addEventListener('storage', (event) => {
    if (event.key === SEEN) {
      seenAt = Math.max(seenAt, Number(event.newValue));
      near(false);
    }
  });
  setInterval(() => {
    const idleMs = Date.now() - seenAt;
    if (idleMs >= allowedMs) {
      near(false);
      lock();
    } else {
      near(idleMs >= allowedMs - MINUTE_MS);
    }
  }, 1000);
}
