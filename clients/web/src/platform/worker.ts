/* The service worker: it keeps the page itself, so that it opens without a connection, and never any data. */

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

function workerUrl(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  if (!trustedTypes) return '/sw.js';
  const policy = trustedTypes.createPolicy('sw', {
    createScriptURL(url) {
      if (url !== '/sw.js') throw new TypeError('only /sw.js is a worker of this page');
      return url;
    },
  });
  return policy.createScriptURL('/sw.js') as string;
}

let registration: ServiceWorkerRegistration | null = null;

/**
 * Registers it once the page is there; tells when a newer version of the page has been fetched, or has been taken by
 * another tab.
 */
export async function startWorker(onNewer: () => void): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const workers = navigator.serviceWorker;
  const hadOne = workers.controller !== null;
  try {
    // The first one that this browser ever fetches is the page's own version.
    let isOwn = !hadOne && !(await workers.getRegistration())?.active;
    registration = await workers.register(workerUrl());
    let watched: ServiceWorker | null = null;
    const watch = () => {
      const fresh = registration?.installing;
      if (!fresh || fresh === watched) return;
      watched = fresh;
      fresh.addEventListener('statechange', () => {
        if (fresh.state !== 'installed') return;
        if (!isOwn) onNewer();
        isOwn = false;
      });
    };
    registration.addEventListener('updatefound', watch);
    watch();
    if (registration.waiting && hadOne) onNewer();
    if (hadOne) workers.addEventListener('controllerchange', onNewer);
  } catch {
    // Not offered here, as in some private windows: the page then needs the connection to open.
  }
}

/** Asks whether there is a newer version: where the server was away, it may have come back as another one. */
export async function lookForNewer(): Promise<void> {
  try {
    await registration?.update();
  } catch {
    // Without a connection there is nothing to be found; the next one looks again.
  }
}

/** Goes over to the newer version. */
export async function takeNewer(): Promise<void> {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
  if (registration?.waiting) registration.waiting.postMessage('take over');
  else location.reload();
}
