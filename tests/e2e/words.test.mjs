/* Words can be corrected, found and destroyed; the record of having said something stays. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';

import { poll } from './lib/broker.mjs';
import { ask } from './lib/cases.mjs';
import { place, test } from './lib/harness.mjs';
import { overWs } from './lib/ws_client.mjs';

const stamp = Date.now().toString(36);
let team = null;
let specialist = null;
let thread = '';

before(async () => {
  team = await overWs(place, 'c.lewis');
  specialist = await overWs(place, 'f.rossi');
  ({ thread } = await ask(team, 'f.rossi', {
    title: 'Rash on both forearms',
    question: `Itchy papules pruritus${stamp}.`,
  }));
});
after(() => Promise.all([team.close(), specialist.close()]));

const found = async (client, text, filters) =>
  (await client.ok('search', { text, ...(filters ? { filters } : {}) })).matches;

test('a correction changes how a message reads and keeps what it said first', async () => {
  const { message } = await team.ok('message.send', { thread, body: `Started amlodipine${stamp} 5 mg.` });
  await team.ok('message.amend', { message, body: `Started bisoprolol${stamp} 5 mg.`, reason: 'Wrong drug' });
  await specialist.event('message.amended', { thread, data: { message } });
  const { messages } = await specialist.ok('thread.history', { thread });
  const read = messages.find((row) => row.message === message);
  assert.equal(read.body, `Started bisoprolol${stamp} 5 mg.`);
  assert.equal(read.original_body, `Started amlodipine${stamp} 5 mg.`);
  assert.equal(read.amendment_reason, 'Wrong drug');
  assert.deepEqual(
    (await found(specialist, `bisoprolol${stamp}`)).map((match) => match.message),
    [message],
  );
  assert.deepEqual(await found(specialist, `amlodipine${stamp}`), [], 'what was corrected is no longer found');
});

/** True when any file of the daemon's data holds the bytes. */
function isOnDisk(words) {
  const folder = path.join(place.dir, 'data');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .some((entry) => readFileSync(path.join(folder, entry.name)).includes(words));
}

test('redacted words are gone from history, search, sync and disk, and that something was said stays', async () => {
  const words = `Wrongpatient${stamp}`;
  const { message } = await team.ok('message.send', { thread, body: `${words} belongs elsewhere.` });
  assert.equal((await found(specialist, words)).length, 1);
  assert.ok(isOnDisk(words), 'the check below would be blind otherwise');
  await team.ok('message.redact', { message, reason: 'Wrong patient' });
  await specialist.event('message.redacted', { thread, data: { message } });
  const { messages } = await specialist.ok('thread.history', { thread });
  const trace = messages.find((row) => row.message === message);
  assert.ok(!('body' in trace));
  assert.equal(trace.redacted_by, 'c.lewis');
  assert.equal(trace.redaction_reason, 'Wrong patient');
  assert.deepEqual(await found(team, words), []);
  const events = await specialist.sync(0);
  assert.ok(!JSON.stringify(events).includes(words));
  // The daemon scrubs its files right after, off the critical moment.
  await poll(() => !isOnDisk(words), 'the words going from every file', 10000);
  assert.equal((await team.refused('message.amend', { message, body: 'Back', reason: 'Regret' })).code, 'conflict');
});

test('an administrator takes words back without ever reading them', async () => {
  const administrator = await overWs(place, 'o.frost');
  const { message } = await team.ok('message.send', { thread, body: 'To be removed on request.' });
  await administrator.ok('message.redact', { message, reason: 'Requested by the patient' });
  const redacted = await team.event('message.redacted', { thread, data: { message } });
  assert.equal(redacted.by, 'o.frost');
  assert.equal((await administrator.refused('thread.history', { thread })).code, 'not_found');
  await administrator.close();
});

test('search finds words of the question, beginnings and accents, and takes no syntax', async () => {
  assert.equal((await found(team, `pruritus${stamp}`))[0].thread, thread);
  assert.equal((await found(team, `PRURITUS${stamp.slice(0, -2)}*`))[0].thread, thread);
  await team.ok('message.send', { thread, body: `Ménière${stamp} was ruled out.` });
  assert.equal((await found(specialist, `meniere${stamp}`)).length, 1);
  for (const odd of ['" OR "1"="1', 'body:x', 'a AND', '* NEAR(', `pruritus${stamp}" OR body : "itchy`]) {
    assert.ok(Array.isArray(await found(team, odd)), odd);
  }
  const nothing = await team.refused('search', { text: '"*' });
  assert.deepEqual([nothing.code, nothing.field], ['bad_request', 'args.text']);
  assert.deepEqual(await found(team, `pruritus${stamp} absentword${stamp}`), [], 'all words must be there');
});

test('search is narrowed by thread, author and day, and paged', async () => {
  const word = `paging${stamp}`;
  for (let i = 0; i < 5; i += 1) await (i % 2 ? specialist : team).ok('message.send', { thread, body: `${word} ${i}` });
  assert.equal((await found(team, word, { thread })).length, 5);
  assert.equal((await found(team, word, { by: 'f.rossi' })).length, 2);
  assert.equal((await found(team, word, { until: '2020-01-01' })).length, 0);
  const first = await team.ok('search', { text: word, limit: 3 });
  assert.equal(first.complete, false);
  const second = await team.ok('search', { text: word, limit: 3, before: first.matches[2].message });
  assert.deepEqual(
    [...first.matches, ...second.matches].map((match) => match.excerpt.slice(-1)),
    ['4', '3', '2', '1', '0'],
  );
});
