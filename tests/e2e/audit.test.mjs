/* Who read what and who was denied, over both transports; and the proof that the log is as it was written. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { ask } from './lib/cases.mjs';
import { corridorctl } from './lib/cli.mjs';
import { place, test } from './lib/harness.mjs';
import { request, signIn } from './lib/http.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';
import { overWs } from './lib/ws_client.mjs';

const WORD = `quillwort${Date.now()}`;
let asker, auditor, asked;

before(async () => {
  asker = await overMqtt(place, 'a.khan');
  auditor = await overWs(place, 'p.quinn');
  asked = await ask(asker, 'e.okafor', { title: `About ${WORD}`, question: `Would ${WORD} matter?` });
});
after(() => Promise.all([asker, auditor].map((client) => client.close())));

const newest = async (filter) => (await auditor.ok('audit.list', { limit: 1, ...filter })).entries[0];

for (const [transport, connect] of [
  ['MQTT', overMqtt],
  ['WebSocket', overWs],
]) {
  test(`reading, searching and being denied leave their traces over ${transport}`, async () => {
    const reader = await connect(place, 'e.okafor');
    await reader.ok('thread.history', { thread: asked.thread });
    const read = await newest({ thread: asked.thread, kind: 'read', person: 'e.okafor' });
    assert.equal(read.command, 'thread.history');
    assert.equal(read.rows, 1);
    if (transport === 'MQTT') assert.equal(read.device, 'e-okafor-1');
    else assert.match(read.device, /^web-/);
    await reader.ok('search', { text: WORD });
    assert.equal((await newest({ person: 'e.okafor', kind: 'read' })).command, 'search');
    const stranger = await connect(place, 'd.moore');
    assert.equal((await stranger.refused('thread.history', { thread: asked.thread })).code, 'not_found');
    const denied = await newest({ thread: asked.thread, kind: 'denied' });
    assert.equal(denied.by, 'd.moore');
    assert.equal(denied.code, 'not_found');
    assert.equal(denied.command, 'thread.history');
    assert.equal((await reader.refused('case.close', { thread: asked.thread, outcome: 'referred' })).code, 'forbidden');
    assert.equal((await newest({ person: 'e.okafor', kind: 'denied' })).code, 'forbidden');
  });
}

test('a report downloaded over HTTPS is in the trail, and so is a sign-in that failed', async () => {
  const { cookie } = await signIn(place, 'n.shaw');
  const report = await request(place, 'GET', '/reports/avoided.csv?from=2026-11-01&until=2026-11-30', { cookie });
  assert.equal(report.status, 200);
  const read = await newest({ person: 'n.shaw', kind: 'read' });
  assert.equal(read.command, 'report.avoided');
  await request(place, 'POST', '/auth/login', { body: { person: 'j.adeyemi', password: WORD, totp: '000000' } });
  await auditor.ok('session.hello');
  const deadline = Date.now() + 5000;
  let failed;
  do failed = await newest({ person: 'j.adeyemi', kind: 'sign_in' });
  while (failed?.event !== 'session.refused' && Date.now() < deadline);
  assert.equal(failed.event, 'session.refused');
});

test('no word, no search and no patient is in it', async () => {
  let before;
  do {
    const page = await auditor.ok('audit.list', { limit: 200, ...(before ? { before } : {}) });
    assert.ok(!/quillwort|TESTPATIENT|nhs_number/.test(JSON.stringify(page)));
    before = page.before;
  } while (before);
});

test('only the auditor may look', async () => {
  for (const person of ['a.khan', 'o.frost', 'n.shaw', 'm.grant']) {
    const client = await overMqtt(place, person);
    assert.equal((await client.refused('audit.list')).code, 'forbidden', person);
    assert.equal((await client.refused('audit.verify')).code, 'forbidden', person);
  }
});

test('the auditor reads and proves it at a terminal', async () => {
  const listed = await corridorctl(place, 'p.quinn', ['audit', 'list', '--thread', asked.thread]);
  assert.equal(listed.status, 0, listed.err);
  assert.match(listed.out, /thread\.history/);
  const verified = await corridorctl(place, 'p.quinn', ['audit', 'verify']);
  assert.equal(verified.status, 0, verified.err);
  assert.match(verified.out, /^All \d+ entries are as they were written\.$/m);
  assert.equal((await corridorctl(place, 'o.frost', ['audit', 'verify'])).status, 1);
});
