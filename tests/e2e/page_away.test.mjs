/* Connections that break, pages that are loaded again, two tabs, and screens that lock. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before } from 'node:test';

import {
  checkDiscreet,
  checkQuiet,
  enterCredentials,
  goOffline,
  goOnline,
  keptCount,
  openBrowser,
  signOut,
  unlock,
  visit,
} from './lib/browser.mjs';
import { ask } from './lib/cases.mjs';
import { place, test } from './lib/harness.mjs';
import { request, signIn } from './lib/http.mjs';
import { overWs } from './lib/ws_client.mjs';

let browser = null;
let team = null;

before(async () => {
  browser = await openBrowser(place);
  team = await overWs(place, 'a.khan');
});
after(async () => {
  await browser?.close();
  await team?.close();
});

const nameOf = (person) => place.people[person].name;
/** A title that no other case has, on a Corridor that others use too. */
const fresh = (title) => `${title} ${randomInt(1e9)}`;
const messages = (page, words) => page.locator('.message', { hasText: words });

async function inCase(person, name, viewport) {
  const title = fresh(name);
  const { thread } = await ask(team, 'e.okafor', { title });
  const page = await browser.signedIn(person, viewport);
  await visit(page, `#/case/${thread}`);
  await page.getByLabel('Reply').waitFor();
  return { page, thread, title };
}

test('a page that was away shows what happened meanwhile', async () => {
  const { page, thread } = await inCase('e.okafor', 'Away for a while');
  await goOffline(page);
  await page.getByText(/You can read and write/).waitFor();
  await team.ok('message.send', { thread, body: 'Said while you were away.' });
  assert.equal(await messages(page, 'Said while you were away.').count(), 0);
  await goOnline(page);
  await messages(page, 'Said while you were away.').waitFor();
  await page.getByText(/No connection/).waitFor({ state: 'hidden' });
  await page.reload();
  await messages(page, 'Said while you were away.').waitFor();
  checkQuiet(page, place);
  await page.context().close();
});

test('what is sent without a connection waits, is never shown as sent, survives a reload, and goes once', async () => {
  const { page, thread } = await inCase('a.khan', 'Written in a tunnel');
  await goOffline(page);
  await page.getByLabel('Reply').fill('Written in the tunnel.');
  await page.getByRole('button', { name: 'Send' }).click();
  const waiting = messages(page, 'Written in the tunnel.');
  await waiting.getByText('Queued: it sends when the connection is back').waitFor();
  await page.getByText(/1 waiting to be sent/).waitFor();
  await checkDiscreet(page, ['Written in the tunnel']);
  page.on('dialog', (dialog) => dialog.accept());
  // The page itself comes from the service worker: there is no network to get it from.
  await page.reload();
  await page
    .getByText(/No connection|Connecting/)
    .first()
    .waitFor();
  await goOnline(page);
  await messages(page, 'Written in the tunnel.')
    .getByText(/Sent|Seen/)
    .waitFor();
  assert.equal(await messages(page, 'Written in the tunnel.').count(), 1);
  const { messages: said } = await team.ok('thread.history', { thread });
  assert.equal(said.filter((message) => message.body === 'Written in the tunnel.').length, 1);
  checkQuiet(page, place);
  await page.context().close();
});

test('a question asked without a connection waits in the inbox and is asked when it is back', async () => {
  const page = await browser.signedIn('a.khan');
  await page.getByRole('link', { name: `Ask ${nameOf('g.patel')}` }).click();
  await page.getByLabel('NHS number').fill('999 000 0018');
  await page.getByLabel('Name', { exact: true }).fill('TESTPATIENT, Alex');
  const title = fresh('Faltering growth');
  await page.getByLabel('Question', { exact: true }).fill(`${title}. Which tests?`);
  await page.getByRole('radio', { name: 'Not sure' }).check();
  await goOffline(page);
  await page.getByRole('button', { name: `Ask ${nameOf('g.patel')}` }).click();
  await page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
  await messages(page, title)
    .getByText(/Queued/)
    .waitFor();
  await goOnline(page);
  await page.getByRole('link', { name: new RegExp(title) }).waitFor();
  assert.equal(await messages(page, title).count(), 0);
  checkQuiet(page, place);
  await page.context().close();
});

test('what the server refuses stays, says why, and can be removed', async () => {
  const { page, thread } = await inCase('a.khan', 'Two hands on one case');
  await goOffline(page);
  await page.getByRole('button', { name: 'Tests first' }).click();
  await page.getByText(/Queued/).waitFor();
  await team.ok('case.close', { thread, outcome: 'no_longer_needed' });
  await goOnline(page);
  const failed = page.locator('.message--failed');
  await failed.getByText('Not sent').waitFor();
  assert.ok((await failed.locator('.problem').textContent()).length > 10);
  await failed.getByRole('button', { name: 'Remove' }).click();
  await page.getByText(/Outcome: No longer needed/).waitFor();
  assert.equal(await page.locator('.message--failed').count(), 0);
  await page.context().close();
});

test('two tabs of one person show the same: reading in one is read in the other, signing out ends both', async () => {
  const { page, thread, title } = await inCase('e.okafor', 'In two tabs');
  const tab = await browser.tabBeside(page);
  await tab.goto(place.origin);
  await tab.getByRole('link', { name: new RegExp(title) }).waitFor();
  await visit(page, '#/');
  await team.ok('message.send', { thread, body: 'For both tabs.' });
  const unread = (where) => where.locator('.row', { hasText: title }).getByText('unread');
  await Promise.all([unread(page).waitFor(), unread(tab).waitFor()]);
  await visit(tab, `#/case/${thread}`);
  await messages(tab, 'For both tabs.').waitFor();
  await unread(page).waitFor({ state: 'detached' });
  await tab.getByLabel('Reply').fill('From the second tab.');
  await tab.getByRole('button', { name: 'Send' }).click();
  await visit(page, `#/case/${thread}`);
  await messages(page, 'From the second tab.').waitFor();
  await tab.getByRole('button', { name: 'Lock' }).click();
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
  await unlock(page, place, 'e.okafor');
  await signOut(tab);
  for (const where of [page, tab]) await where.getByRole('heading', { name: 'Sign in to Corridor' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in to Corridor' }).waitFor();
  for (const where of [page, tab]) checkQuiet(where, place);
  await page.context().close();
});

test('a screen left alone warns, then locks with nothing readable behind it, and opens with the draft kept', async () => {
  const title = fresh('Left on the desk');
  const { thread } = await ask(team, 'e.okafor', { title });
  const page = await browser.newPage({ width: 1366, height: 900 });
  await page.clock.install();
  await page.goto(place.origin);
  await enterCredentials(page, place, 'e.okafor');
  await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
  await visit(page, `#/case/${thread}`);
  await page.getByLabel('Reply').fill('Half a thought');
  await page.clock.runFor(2000);
  await page.clock.fastForward('09:05');
  await page.getByText(/this screen locks in less than a minute/).waitFor();
  await page.mouse.move(200, 200);
  await page.clock.runFor(2000);
  await page.getByText(/this screen locks in less than a minute/).waitFor({ state: 'hidden' });
  await page.clock.fastForward('10:05');
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
  const readable = await page.evaluate(() => document.documentElement.outerHTML);
  for (const secret of ['TESTPATIENT', title, 'Half a thought']) assert.ok(!readable.includes(secret), secret);
  await page.clock.runFor(1000);
  assert.equal(await page.title(), 'Locked - Corridor');
  await page.reload();
  await page.getByRole('heading', { name: 'Locked' }).waitFor();
  await unlock(page, place, 'e.okafor');
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
  assert.equal(await page.getByLabel('Reply').inputValue(), 'Half a thought');
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('another person who signs in at a locked screen finds nothing of the first', async () => {
  const { page } = await inCase('e.okafor', 'Not for the next one');
  await page.getByLabel('Reply').fill('Mine alone');
  await page.getByRole('button', { name: 'Lock' }).click();
  await page.getByRole('button', { name: /let somebody else sign in/ }).click();
  await enterCredentials(page, place, 'f.rossi');
  await page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, document.documentElement.outerHTML]));
  assert.ok(!kept.includes('Mine alone') && !kept.includes('Not for the next one'));
  assert.match(kept, /f\.rossi/);
  checkQuiet(page, place);
  await page.context().close();
});

test('a session that ends elsewhere ends here at once, and the words in hand are there after signing in again', async () => {
  const { page, title } = await inCase('e.okafor', 'Ended elsewhere');
  await page.getByLabel('Reply').fill('Still mine');
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const ended = await request(place, 'POST', '/auth/logout', { cookie, body: {}, headers: { origin: place.origin } });
  assert.equal(ended.status, 200);
  await page.getByText(/Your session has ended/).waitFor();
  assert.equal(await page.getByText(title).count(), 0);
  await enterCredentials(page, place, 'e.okafor');
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
  assert.equal(await page.getByLabel('Reply').inputValue(), 'Still mine');
  await page.context().close();
});

test('signing out leaves no session, no words and no files of the page', async () => {
  const { page, title } = await inCase('e.okafor', 'Wiped');
  await page.getByLabel('Reply').fill('To be destroyed');
  while ((await keptCount(page)) === 0) await page.waitForTimeout(50);
  await signOut(page);
  await page.getByRole('heading', { name: 'Sign in to Corridor' }).waitFor();
  const isSignedIn = async () => (await page.context().cookies()).some((cookie) => cookie.name === '__Host-corridor');
  while (await isSignedIn()) await page.waitForTimeout(50);
  await page.reload();
  await enterCredentials(page, place, 'e.okafor');
  await page.getByRole('link', { name: new RegExp(title) }).click();
  assert.equal(await page.getByLabel('Reply').inputValue(), '');
  checkQuiet(page, place);
  await page.context().close();
  // The server closed that session; others of the same person live on.
  assert.equal((await signIn(place, 'e.okafor', { fresh: true })).me.person, 'e.okafor');
});

test('a wrong password is said plainly, and told at the next sign-in', async () => {
  const page = await browser.newPage({ width: 820, height: 900 });
  await page.goto(place.origin);
  await page.getByLabel('User name').fill('k.byrne');
  await page.getByLabel('Password').fill('wrong');
  await page.getByLabel('One-time code').fill('000000');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('There is a problem').waitFor();
  await enterCredentials(page, place, 'k.byrne');
  await page.getByText(/Somebody tried .* to sign in as you with a wrong password or code/).waitFor();
  await page.getByRole('button', { name: 'I have read this' }).click();
  await page.getByText(/Somebody tried/).waitFor({ state: 'detached' });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
