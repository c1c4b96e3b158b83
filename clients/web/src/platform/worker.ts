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

/** Registers it once the page is there; tells when a newer version of the page has been fetched. */
export async function startWorker(onNewer: () => void): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const hadOne = navigator.serviceWorker.controller !== null;
  try {
    const registration = await navigator.serviceWorker.register(workerUrl());
    registration.addEventListener('updatefound', () => {
      const fresh = registration.installing;
      fresh?.addEventListener('statechange', () => {
        if (fresh.state === 'installed' && hadOne) onNewer();
      });
    });
    if (registration.waiting && hadOne) onNewer();
  } catch {
    // Not offered here, as in some private windows: the page then needs the connection to open.
  }
}

/** Goes over to the newer version. */
export async function takeNewer(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
  if (registration?.waiting) registration.waiting.postMessage('take over');
  else location.reload();
}
