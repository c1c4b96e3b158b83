/* Chromium, driven as people use it. */
import assert from 'node:assert/strict';
import { X509Certificate, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

import { shots } from './env.mjs';
import { credentials } from './http.mjs';
import { opened } from './open.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The fingerprint by which Chromium accepts this server's key although it does not know the development CA. */
function keyFingerprint(certificate) {
  const { publicKey } = new X509Certificate(readFileSync(certificate));
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}

/** Starts Chromium; signedIn(person) gives each person a browser of their own. */
export async function openBrowser(place, more = []) {
  const browser = opened(
    await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--no-proxy-server',
        `--ignore-certificate-errors-spki-list=${keyFingerprint(place.serverCertificate)}`,
        ...more,
      ],
    }),
  );

  async function newPage(viewport, options = {}) {
    const context = await browser.newContext({ viewport, locale: 'en-GB', timezoneId: 'Europe/London', ...options });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: place.origin });
    return watched(await context.newPage());
  }

  return {
    newPage,
    /** Another tab of the same browser. */
    tabBeside: async (page) => watched(await page.context().newPage()),
    close: () => browser.close(),
    async signedIn(person, viewport = { width: 1366, height: 900 }, options = {}) {
      const page = await newPage(viewport, options);
      await page.goto(place.origin);
      await enterCredentials(page, place, person);
      await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
      return page;
    },
  };
}

/** A page that remembers what it complained of, and whom it asked for something. */
function watched(page) {
  page.setDefaultTimeout(15000);
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  page.on('console', (message) => {
    // A failed fetch is logged by Chromium itself; everything else is a complaint about our page.
    if (message.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(message.text())) {
      page.complaints.push(message.text());
    }
  });
  page.hosts = new Set();
  page.on('request', (request) => page.hosts.add(new URL(request.url()).host));
  return page;
}

export async function enterCredentials(page, place, person) {
  const { password, totp } = credentials(place, person);
  await page.getByLabel('User name').fill(person);
  await page.getByLabel('Password').fill(password);
  await page.getByLabel('One-time code').fill(totp);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Opens a locked screen again. */
export async function unlock(page, place, person) {
  const { password, totp } = credentials(place, person);
  await page.getByLabel('Password').fill(password);
  await page.getByLabel('One-time code').fill(totp);
  await page.getByRole('button', { name: 'Unlock' }).click();
}

/** Signs out, and waits until the browser has cleared what it kept: a page that is loaded meanwhile is cut off. */
export async function signOut(page) {
  const gone = page.waitForResponse((answer) => answer.url().endsWith('/auth/logout'));
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await gone;
}

/** Takes the network away, once the service worker has everything that the page is made of. */
export async function goOffline(page) {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    while (active.state !== 'activated') {
      await new Promise((changed) => {
        active.addEventListener('statechange', changed, { once: true });
      });
    }
  });
  await page.context().setOffline(true);
  await page.getByText(/No connection/).waitFor();
}

export const goOnline = (page) => page.context().setOffline(false);

/** Goes to a page of the client by its address, as a bookmark would. */
export async function visit(page, hash) {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
}

/** How many drafts and unsent commands this browser keeps. */
export const keptCount = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('corridor');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const counting = opening.result.transaction('entries').objectStore('entries').count();
          counting.onsuccess = () => {
            opening.result.close();
            resolve(counting.result);
          };
        };
      }),
  );

/** Waits until nothing on the page says that it is loading; several parts may at once. */
export async function loaded(page) {
  const busy = page.locator('[aria-busy="true"]');
  while ((await busy.count()) > 0) await busy.first().waitFor({ state: 'detached' });
}

/** Nothing was complained of, and nothing fetched from elsewhere. */
export function checkQuiet(page, place) {
  assert.deepEqual(page.complaints, []);
  assert.deepEqual([...page.hosts], [new URL(place.origin).host], 'nothing is fetched from elsewhere');
}

/** Keeps a picture when CORRIDOR_SHOTS says where. */
export async function shot(page, name) {
  if (shots) await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true });
}

/** No accessibility fault that axe-core knows, and nothing wider than the page. */
export async function checkAccessible(page, what) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async (tags) => {
    const result = await globalThis.axe.run(document, { runOnly: tags });
    return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  }, AXE_TAGS);
  assert.deepEqual(violations, [], what);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(overflow <= 0, `${what} is ${overflow} px wider than the window`);
  assert.deepEqual(await page.evaluate(smallTargets), [], `${what}: targets under 24 by 24 px`);
}

/** What can be pressed and is smaller than a finger needs (WCAG 2.5.8), links within a sentence apart. Runs in the page. */
function smallTargets() {
  return [...document.querySelectorAll('main button, main summary, main select, main input, header a, header button')]
    .filter((target) => target.checkVisibility() && !target.closest('.nhsuk-radios__item'))
    .map((target) => [target.textContent.trim().slice(0, 30), target.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 24 || height < 24)
    .map(([words, { width, height }]) => `${words}: ${Math.round(width)} by ${Math.round(height)}`);
}

/** Goes to a page and looks at it at every width, once it is there. */
export async function look(page, hash, heading, name) {
  await visit(page, hash);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  await loaded(page);
  await everyWidth(page, name);
}

/** Patient data stands on the page only: not in the address, the title, cookies, caches, or any storage in clear. */
export async function checkDiscreet(page, secrets) {
  const traces = await page.evaluate(async () => {
    const stored = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store).getAll();
        await new Promise((resolve) => {
          all.onsuccess = resolve;
        });
        for (const entry of all.result) {
          const bytes = entry.bytes ? String.fromCharCode(...new Uint8Array(entry.bytes)) : '';
          stored.push(JSON.stringify(entry), bytes);
        }
      }
      database.close();
    }
    const cached = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) cached.push(request.url);
    }
    return JSON.stringify([
      [location.href, document.title, { ...localStorage }, { ...sessionStorage }, document.cookie],
      stored,
      cached,
    ]);
  });
  for (const secret of secrets) assert.ok(!traces.includes(secret), `${secret} in ${traces}`);
}

const WIDTHS = [1366, 820, 390, 320];

/** Looks at a page at every width that people have, and keeps a picture of each. */
export async function everyWidth(page, name) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await checkAccessible(page, `${name} at ${width} px`);
    await shot(page, `${name}-${width}`);
  }
  await page.setViewportSize({ width: WIDTHS[0], height: 900 });
}
