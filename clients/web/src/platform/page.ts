/* The office of this page: what people do, joined to the browser. */
import type { Ports } from '../commands/ports.ts';
import { Office } from '../commands/office.ts';
import { hasDrafts, saveDrafts } from '../commands/drafts.ts';
import { connection, dispatch, isLocked, now, stateNow } from '../state/store.ts';
import { auth } from './auth.ts';
import { watchIdle } from './idle.ts';
import { onSharedChange, shared } from './shared.ts';
import { surroundings } from './surroundings.ts';
import { vault } from './vault.ts';
import { lookForNewer, startWorker, takeNewer } from './worker.ts';
import { effect, signal } from '@preact/signals';

const CLOCK_MS = 30000;
const WORKER_AFTER_MS = 1000;

const ports: Ports = {
  world: surroundings,
  vault,
  auth,
  shared,
  nowMs: () => Date.now(),
  isVisible: () => document.visibilityState === 'visible',
  go: (hash) => {
    location.hash = hash;
  },
  announce: (words) => {
    const announcer = document.getElementById('announcer');
    if (announcer && !isLocked.peek()) announcer.textContent = words;
  },
};

export const office = new Office(ports);

/** The screen locks within a minute unless somebody moves. */
export const isLockNear = signal(false);

let isTakingNewer = false;

/** Goes over to the newer version of the page. What is written and on its way is kept: the next page takes it up. */
export async function reloadAsNewer(): Promise<void> {
  await saveDrafts();
  isTakingNewer = true;
  await takeNewer();
}

/** Joins the page to what the browser tells. */
export function start(): void {
  addEventListener('hashchange', () => office.route(location.hash));
  addEventListener('online', () => office.hurry());
  addEventListener('offline', () => office.doubt());
  document.addEventListener('visibilitychange', () => office.markRead());
  addEventListener('beforeunload', (event) => {
    const { outbox, session } = stateNow();
    if (isTakingNewer) return;
    if (session === 'signed_in' && (outbox.some((item) => item.state !== 'failed') || hasDrafts()))
      event.preventDefault();
  });
  onSharedChange(() => office.followOtherTab());
  setInterval(() => {
    now.value = new Date();
  }, CLOCK_MS);
  watchIdle({
    warn: (isNear) => {
      isLockNear.value = isNear && stateNow().session === 'signed_in' && !stateNow().isLocked;
    },
    lock: () => office.lock(),
  });
  office.route(location.hash);
  office.start();
  // Once the page is up and there is a connection: the worker fetches the same files once more. After that, each new
  // connection may be to a newer server.
  let hasWorker = false;
  effect(() => {
    if (connection.value !== 'online') return undefined;
    const timer = setTimeout(() => {
      if (hasWorker) void lookForNewer();
      else void startWorker(() => dispatch({ type: 'stale' }));
      hasWorker = true;
    }, WORKER_AFTER_MS);
    return () => clearTimeout(timer);
  });
}
