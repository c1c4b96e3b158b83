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
export async function openBrowser(place) {
  const browser = opened(
    await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--no-proxy-server',
        `--ignore-certificate-errors-spki-list=${keyFingerprint(place.serverCertificate)}`,
      ],
    }),
  );

  async function newPage(viewport) {
    const context = await browser.newContext({ viewport, locale: 'en-GB', timezoneId: 'Europe/London' });
    const page = await context.newPage();
    page.setDefaultTimeout(10000);
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

  return {
    newPage,
    close: () => browser.close(),
    async signedIn(person, viewport = { width: 1366, height: 900 }) {
      const page = await newPage(viewport);
      await page.goto(place.origin);
      await enterCredentials(page, place, person);
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
      return page;
    },
  };
}

export async function enterCredentials(page, place, person) {
  const { password, totp } = credentials(place, person);
  await page.getByLabel('User name').fill(person);
  await page.getByLabel('Password').fill(password);
  await page.getByLabel('One-time code').fill(totp);
  await page.getByRole('button', { name: 'Sign in' }).click();
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
}

/** Patient data stands on the page only: not in the address, the title or any storage. */
export async function checkDiscreet(page, secrets) {
  const traces = await page.evaluate(async () =>
    JSON.stringify([
      location.href,
      document.title,
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      await indexedDB.databases(),
      await caches.keys(),
    ]),
  );
  for (const secret of secrets) assert.ok(!traces.includes(secret), `${secret} in ${traces}`);
}
