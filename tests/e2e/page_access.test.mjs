/* Every screen and state at four widths: no fault that axe-core knows, nothing wider than the window, nothing too small. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import {
  checkAccessible,
  checkQuiet,
  enterCredentials,
  everyWidth,
  goOffline,
  goOnline,
  look,
  openBrowser,
  shot,
  visit,
} from './lib/browser.mjs';
import { answer, ask } from './lib/cases.mjs';
import { firstLoad } from './lib/first_load.mjs';
import { place, test } from './lib/harness.mjs';
import { overWs } from './lib/ws_client.mjs';

const LONG = 'Pneumonoultramicroscopicsilicovolcanoconiosis'.repeat(3);
let browser = null;
let threads = {};

before(async () => {
  browser = await openBrowser(place);
  const [team, specialist] = [await overWs(place, 'a.khan'), await overWs(place, 'e.okafor')];
  const waiting = await ask(team, 'e.okafor', { title: `Urgent and ${LONG}`, urgency: 'urgent', question: LONG });
  const answered = await ask(team, 'e.okafor', { title: 'Answered, with a correction' });
  const given = await answer(specialist, answered.thread);
  await specialist.ok('message.amend', { message: given.message, body: 'Better words.', reason: 'Clearer' });
  const closed = await ask(team, 'e.okafor', { title: 'Closed, with words removed' });
  const { message } = await team.ok('message.send', { thread: closed.thread, body: 'Wrong patient' });
  await team.ok('message.redact', { message, reason: 'Wrong patient' });
  await answer(specialist, closed.thread);
  await team.ok('case.close', { thread: closed.thread, outcome: 'managed_in_primary_care' });
  threads = { waiting: waiting.thread, answered: answered.thread, closed: closed.thread };
  await Promise.all([team.close(), specialist.close()]);
});
after(() => browser?.close());

test('signing in, and its problems', async () => {
  const page = await browser.newPage({ width: 1366, height: 900 });
  await page.goto(place.origin);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await everyWidth(page, 'sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('There is a problem').waitFor();
  await everyWidth(page, 'sign-in-problems');
  checkQuiet(page, place);
  await page.context().close();
});

test(
  'the screens of a GP',
  async () => {
    const page = await browser.signedIn('a.khan');
    await look(page, '#/', 'Inbox', 'inbox');
    await page.getByRole('button', { name: /^To do/ }).click();
    await everyWidth(page, 'inbox-to-do');
    await page.getByRole('button', { name: /^All/ }).click();
    await look(page, `#/case/${threads.waiting}`, /Urgent and/, 'case-waiting');
    await look(page, `#/case/${threads.answered}`, /Answered/, 'case-answered');
    await page.getByText(/^Corrected/).click();
    await page.getByText('Other outcomes').click();
    await everyWidth(page, 'case-open-folds');
    await look(page, `#/case/${threads.closed}`, /Closed/, 'case-closed');
    await look(page, '#/case/t99999', /does not exist/, 'case-missing');
    await look(page, `#/print/${threads.answered}`, /Answered/, 'print');
    await look(page, '#/ask', /Whom do you ask/, 'ask-whom');
    await page.getByRole('link', { name: `Ask ${place.people['e.okafor'].name}` }).click();
    await page.getByLabel('NHS number').waitFor();
    await everyWidth(page, 'ask');
    await page.getByRole('button', { name: /^Ask/ }).click();
    await page.getByText('There is a problem').waitFor();
    await everyWidth(page, 'ask-problems');
    await look(page, '#/topics', 'Topics', 'topics');
    await look(page, '#/search', 'Search', 'search');
    await look(page, '#/session', 'My session', 'session');
    checkQuiet(page, place);
    await page.context().close();
  },
  { timeout: 180000 },
);

test(
  'the screens of a specialist, without a connection and locked',
  async () => {
    const page = await browser.signedIn('e.okafor');
    await look(page, '#/', 'Inbox', 'inbox-specialist');
    await visit(page, `#/case/${threads.waiting}`);
    await page.getByText('Answer this case', { exact: true }).click();
    await page.getByRole('button', { name: 'Send answer' }).click();
    await page.getByText('There is a problem').waitFor();
    await everyWidth(page, 'answer-problems');
    await goOffline(page);
    await page.getByLabel('Reply').fill('Waiting to be sent');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText(/Queued/).waitFor();
    await everyWidth(page, 'case-offline');
    await goOnline(page);
    await page.getByRole('button', { name: 'Lock' }).click();
    await page.getByRole('heading', { name: 'Locked' }).waitFor();
    await everyWidth(page, 'locked');
    checkQuiet(page, place);
    await page.context().close();
  },
  { timeout: 120000 },
);

test(
  'the screens of those who see counts and no patient',
  async () => {
    for (const person of ['n.shaw', 'm.grant', 'o.frost']) {
      const page = await browser.signedIn(person);
      await look(page, '#/dashboard', 'Avoided referrals', `dashboard-${person}`);
      await page
        .getByRole('row', { name: /Cardiology/ })
        .first()
        .waitFor();
      assert.ok(!/TESTPATIENT|NHS No/.test(await page.locator('body').textContent()));
      checkQuiet(page, place);
      await page.context().close();
    }
    const auditor = await browser.signedIn('p.quinn');
    await auditor.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
    await everyWidth(auditor, 'auditor');
    checkQuiet(auditor, place);
    await auditor.context().close();
  },
  { timeout: 120000 },
);

test('high contrast and less motion leave everything in its place', async () => {
  const page = await browser.newPage({ width: 1366, height: 900 }, { forcedColors: 'active', reducedMotion: 'reduce' });
  await page.goto(place.origin);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await checkAccessible(page, 'high contrast');
  await shot(page, 'high-contrast');
  checkQuiet(page, place);
  await page.context().close();
});

test('counts can be taken along as CSV, and the numbers on the page are those of the report', async () => {
  const page = await browser.signedIn('n.shaw');
  const manager = await overWs(place, 'n.shaw');
  const table = page.getByRole('group', { name: 'Figures by specialty', exact: true });
  await table.waitFor();
  const day = new Date().toISOString().slice(0, 10);
  const { rows } = await manager.ok('report.avoided', {
    from: `${Number(day.slice(0, 4)) - 1}${day.slice(4, 8)}01`,
    until: day,
  });
  for (const row of rows) {
    const cells = await table
      .getByRole('row', { name: new RegExp(row.treatment_function_name.replace(/ Service$/, '')) })
      .getByRole('cell')
      .allTextContents();
    assert.deepEqual(cells.slice(0, 2), [String(row.asked), String(row.avoided_confirmed + row.avoided_provisional)]);
  }
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /Avoided referrals by month/ }).click(),
  ]);
  const stream = await download.createReadStream();
  let text = '';
  for await (const chunk of stream) text += chunk;
  assert.match(text, /treatment_function/);
  assert.match(text, /Cardiology/);
  checkQuiet(page, place);
  await page.context().close();
  await manager.close();
});

test('fourteen months are drawn with the limits of chance, and the table says the same', async () => {
  const page = await browser.newPage({ width: 1366, height: 900 });
  // This Corridor is minutes old: the months are put into the server's own answer on its way.
  const counts = [4, 5, 4, 6, 5, 4, 5, 6, 5, 4, 5, 6, 5, 14];
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer();
    let monthly = '';
    socket.onMessage((text) => {
      const { txn, cmd, args } = JSON.parse(text);
      if (cmd === 'report.avoided' && args.by?.[0] === 'month') monthly = txn;
      server.send(text);
    });
    server.onMessage((text) => {
      const frame = JSON.parse(text);
      if (frame.txn === monthly) {
        const [row] = frame.result.rows;
        frame.result.rows = counts.map((count, index) => ({
          ...row,
          month: `${2025 + Math.floor((index + 9) / 12)}-${String(((index + 9) % 12) + 1).padStart(2, '0')}`,
          avoided_confirmed: count,
          avoided_provisional: 0,
        }));
      }
      socket.send(JSON.stringify(frame));
    });
  });
  await page.goto(place.origin);
  await enterCredentials(page, place, 'n.shaw');
  await page.getByRole('heading', { name: 'Avoided referrals are higher than chance explains' }).waitFor();
  assert.equal(await page.locator('.trend__special').count(), 1);
  assert.equal(await page.locator('.trend__point').count(), counts.length - 1);
  await page.getByText('The figures of this chart').click();
  await page.getByRole('row', { name: 'Nov 2026 14 Beyond the limits' }).waitFor();
  await everyWidth(page, 'dashboard-trend');
  checkQuiet(page, place);
  await page.context().close();
});

test('what a browser loads first is little enough for a slow line', async () => {
  const page = await browser.signedIn('a.khan');
  await page.locator('.card').first().waitFor();
  const state = await page.context().storageState();
  await page.context().close();
  for (const [what, value, most, unit] of await firstLoad(browser, place, state)) {
    assert.ok(value <= most, `${what}: ${value} ${unit}, at most ${most} ${unit}`);
  }
});
