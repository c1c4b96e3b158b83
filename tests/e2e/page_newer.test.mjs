/* The server comes back with a newer page: people are told, go over to it when they like, and keep what they were writing. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';

import { Broker } from './lib/broker.mjs';
import { checkQuiet, everyWidth, openBrowser, visit } from './lib/browser.mjs';
import { ask } from './lib/cases.mjs';
import { test } from './lib/harness.mjs';
import { overWs } from './lib/ws_client.mjs';

let broker = null;
let browser = null;
let builds = [];

/** The folder that the copy serves, as the build left it. */
const servedFolder = () =>
  /^web_root = (.+)$/m.exec(readFileSync(path.join(broker.place.dir, 'corridord.conf'), 'utf8'))[1];

/** What the next build of changed sources gives: scripts of other names, one of other content, and another worker. */
function nextBuild(from, to) {
  cpSync(from, to, { recursive: true });
  const files = readdirSync(to, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(path.join(to, name)).isFile(),
  );
  for (const name of files.filter((one) => one.endsWith('.br'))) rmSync(path.join(to, name));
  const [, main] = /src="\/([^"]+\.js)"/.exec(readFileSync(path.join(to, 'index.html'), 'utf8'));
  const scripts = files.filter((name) => /^assets\/.+\.js$/.test(name));
  const renamed = (name) => name.replace(/\.js$/, '0.js');
  for (const name of files.filter((one) => /\.(js|html)$/.test(one))) {
    const text = scripts
      .reduce(
        (before, script) => before.replaceAll(path.basename(script), renamed(path.basename(script))),
        readFileSync(path.join(to, name), 'utf8'),
      )
      .replace(/shell-[0-9a-f]{16}/, '$&-next');
    rmSync(path.join(to, name));
    const as = scripts.includes(name) ? renamed(name) : name;
    writeFileSync(path.join(to, as), name === main ? `${text}\nglobalThis.isNewer = true;\n` : text);
  }
  return to;
}

before(
  async () => {
    broker = await Broker.make();
    const folder = (name) => path.join(broker.dir, name);
    mkdirSync(folder('web-1'));
    cpSync(servedFolder(), folder('web-1'), { recursive: true });
    builds = [folder('web-1'), nextBuild(folder('web-1'), folder('web-2'))];
    broker.configure('web_root', builds[0]);
    await broker.startAll();
    browser = await openBrowser(broker.place);
  },
  { timeout: 120000 },
);
after(async () => {
  await browser?.close();
  await broker?.stop();
});

const isNewer = (page) => page.evaluate(() => globalThis.isNewer === true);

test(
  'who has the page open is told of a newer one, takes it, and keeps what was being written',
  async () => {
    const team = await overWs(broker.place, 'a.khan');
    const { thread } = await ask(team, 'e.okafor', { title: 'Asked before the new version' });
    await team.close();
    const page = await browser.signedIn('a.khan');
    await visit(page, `#/case/${thread}`);
    await page.getByLabel('Reply', { exact: true }).waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready);
    // From here on it comes from the worker, as it does for whoever comes back; and it has looked for a newer one already.
    await page.addInitScript(() => {
      const workers = navigator.serviceWorker;
      const register = workers.register.bind(workers);
      workers.register = async (address) => {
        const registration = await register(address);
        await registration.update();
        globalThis.hasLooked = true;
        return registration;
      };
    });
    await page.reload();
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null && globalThis.hasLooked);
    await page.getByLabel('Reply', { exact: true }).fill('Half a sentence about');
    assert.equal(await page.getByText('A new version is ready.').count(), 0);

    broker.configure('web_root', builds[1]);
    await broker.restart('corridord', 'SIGTERM');
    await page.getByText('A new version is ready.').waitFor();
    assert.equal(await isNewer(page), false, 'nothing is reloaded by itself');
    assert.equal(await page.getByLabel('Reply', { exact: true }).inputValue(), 'Half a sentence about');
    await everyWidth(page, 'newer');
    const tab = await browser.tabBeside(page);
    await tab.goto(broker.place.origin);
    await tab.getByText('A new version is ready.').waitFor();
    assert.equal(await isNewer(tab), false, 'another tab is the older page as well');
    page.on('dialog', () => assert.fail('nobody is asked whether to leave'));
    await page.getByLabel('Reply', { exact: true }).fill('Half a sentence about aspirin');
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.waitForFunction(() => globalThis.isNewer === true);
    await page.getByLabel('Reply', { exact: true }).waitFor();
    assert.equal(await page.getByLabel('Reply', { exact: true }).inputValue(), 'Half a sentence about aspirin');
    assert.equal(await page.getByText('A new version is ready.').count(), 0);
    // The other tab is still the older page, says so, and goes over as well.
    assert.equal(await isNewer(tab), false);
    await tab.getByRole('button', { name: 'Reload' }).click();
    await tab.waitForFunction(() => globalThis.isNewer === true);

    await page.getByLabel('Reply', { exact: true }).fill('A whole sentence.');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('.message', { hasText: 'A whole sentence.' }).getByText('Sent').waitFor();
    for (const one of [page, tab]) checkQuiet(one, broker.place);
    await page.context().close();
  },
  { timeout: 120000 },
);

test('the first visit ever is not told of a new version', async () => {
  const page = await browser.signedIn('b.osei');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(
    async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated',
  );
  assert.equal(await page.getByText('A new version is ready.').count(), 0);
  assert.equal(await isNewer(page), true);
  checkQuiet(page, broker.place);
  await page.context().close();
});
