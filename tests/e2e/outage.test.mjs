/* What survives restarts and outages as people meet them, and people who guess passwords; faults.test.mjs has the load. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { Broker, poll } from './lib/broker.mjs';
import { openBrowser } from './lib/browser.mjs';
import { ask } from './lib/cases.mjs';
import { test } from './lib/harness.mjs';
import { credentials, request, signIn } from './lib/http.mjs';
import { repeat } from './lib/repeat.mjs';
import { overWs } from './lib/ws_client.mjs';

let broker = null;

before(
  async () => {
    broker = await Broker.make();
    await broker.startAll();
  },
  { timeout: 900000 },
);
after(() => broker?.stop());

test('a txn repeated after the daemon was killed gets the same receipt and does nothing', async () => {
  const client = await overWs(broker.place, 'g.patel', { reconnects: true });
  const team = await overWs(broker.place, 'a.khan', { reconnects: true });
  const { thread } = await ask(team, 'g.patel');
  const command = { txn: 'across-restart', cmd: 'message.send', args: { thread, body: 'Said once.' } };
  const before = await repeat([client], command, 5);
  await broker.restart('corridord');
  await client.ok('session.hello');
  const after = await repeat([client], command, 20);
  assert.equal(new Set([...before, ...after].map((receipt) => JSON.stringify(receipt))).size, 1);
  const conflict = await client.refused('message.send', { thread, body: 'Other words.' }, { txn: 'across-restart' });
  assert.equal(conflict.code, 'txn_conflict');
  const { messages } = await client.ok('thread.history', { thread });
  assert.equal(messages.filter((message) => message.body === 'Said once.').length, 1);
  await Promise.all([client.close(), team.close()]);
});

test('a reply written in the browser while the daemon is away is queued, then sent once', async () => {
  await broker.untilReady();
  const team = await overWs(broker.place, 'a.khan', { reconnects: true });
  const { thread } = await ask(team, 'g.patel');
  const browser = await openBrowser(broker.place);
  const page = await browser.signedIn('g.patel');
  await page.goto(`${broker.place.origin}/#/case/${thread}`);
  await page.getByLabel('Reply').waitFor();
  await broker.end('corridord');
  await page.getByText('No connection. You can read and write.').waitFor();
  await page.getByLabel('Reply').fill('Please send a growth chart.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Queued').waitFor();
  broker.start('corridord');
  await page.locator('.message', { hasText: 'Please send a growth chart.' }).getByText('Sent').waitFor({ timeout: 40000 });
  await page.locator('#link-bar').waitFor({ state: 'hidden' });
  const { messages } = await team.ok('thread.history', { thread });
  assert.equal(messages.filter((message) => message.body === 'Please send a growth chart.').length, 1);
  await browser.close();
  await team.close();
});

test('readiness says what is missing and recovers', async () => {
  await broker.end('mosquitto');
  await poll(async () => !(await broker.isReady()), 'Corridor saying that it is not ready', 30000);
  broker.start('mosquitto');
  await broker.untilReady('Corridor getting ready again', 10000);
});

test('a device that says too much is told to wait, and nobody else has to', async () => {
  broker.configure('commands_per_minute', 60);
  await broker.restart('corridord', 'SIGTERM');
  await broker.untilReady();
  const [loud, quiet] = [await overWs(broker.place, 'h.silva'), await overWs(broker.place, 'i.novak')];
  for (let i = 0; i < 40; i += 1) loud.raw(JSON.stringify({ txn: `loud-${i}`, cmd: 'session.hello', args: {} }));
  await loud.until(() => loud.receipts.length === 40, '40 answers');
  const refusals = loud.receipts.filter((receipt) => !receipt.ok);
  assert.ok(refusals.length > 10, `${refusals.length} of 40 were refused`);
  assert.ok(refusals.every(({ error }) => error.code === 'rate_limited' && error.retry_after_ms > 0));
  assert.equal((await quiet.ok('session.hello')).person, 'i.novak');
  await Promise.all([loud.close(), quiet.close()]);
});

/** Says session.hello count times over a connection of its own; resolves to how many were answered ok. */
async function sayHello(session, person, name, count) {
  const client = await overWs(broker.place, person, { session });
  for (let i = 0; i < count; i += 1) client.raw(JSON.stringify({ txn: `${name}-${i}`, cmd: 'session.hello', args: {} }));
  await client.until(() => client.receipts.length === count, `${count} answers`);
  const done = client.receipts.filter((receipt) => receipt.ok).length;
  client.drop();
  client.stopResending();
  return done;
}

// 60 commands a minute: a device may say 11 at once and one more each second, a person three times as much.
test('the limits of a device and of a person hold however often they connect again', async () => {
  const session = await signIn(broker.place, 'j.adeyemi');
  const startedAt = Date.now();
  let done = 0;
  for (let round = 0; round < 25; round += 1) done += await sayHello(session, 'j.adeyemi', `storm-${round}`, 5);
  let allowed = 11 + Math.ceil((Date.now() - startedAt) / 1000);
  assert.ok(done <= allowed, `${done} of 125 were done over one device, ${allowed} are allowed`);
  const fresh = Date.now();
  done = 0;
  for (let browser = 0; browser < 5; browser += 1) {
    const other = await signIn(broker.place, 'k.byrne', { fresh: true });
    done += await sayHello(other, 'k.byrne', `many-${browser}`, 11);
  }
  allowed = 31 + 3 * Math.ceil((Date.now() - fresh) / 1000);
  assert.ok(done <= allowed, `${done} of 55 were done by one person, ${allowed} are allowed`);
  const quiet = await overWs(broker.place, 'i.novak');
  assert.equal((await quiet.ok('session.hello')).person, 'i.novak');
  await quiet.close();
});

test('guessing a password is slowed down, with the time to wait', async () => {
  const wrong = { ...credentials(broker.place, 'j.adeyemi'), password: 'guess' };
  let answer = null;
  for (let i = 0; i < 30 && answer?.status !== 429; i += 1) {
    answer = await request(broker.place, 'POST', '/auth/login', { body: wrong });
    assert.ok([401, 429].includes(answer.status));
  }
  assert.equal(answer.status, 429);
  assert.equal(answer.json.error.code, 'rate_limited');
  assert.ok(answer.json.error.retry_after_ms > 0);
  const right = await request(broker.place, 'POST', '/auth/login', { body: credentials(broker.place, 'j.adeyemi') });
  assert.equal(right.status, 429, 'the right password does not lift it either');
});

test('the daemon stops cleanly when told to', async () => {
  assert.equal(await broker.end('corridord', 'SIGTERM'), 0);
});
