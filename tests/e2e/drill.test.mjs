/*
 * The drill of README.md, "When something is wrong": back up under load, lose everything, restore, and go on. And what is
 * done with a record that is damaged.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';

import { Broker, poll } from './lib/broker.mjs';
import { ask } from './lib/cases.mjs';
import { test } from './lib/harness.mjs';
import { credentials, operations, request, signIn } from './lib/http.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';
import { startSpeakers } from './lib/speakers.mjs';

const SENTENCE = 'Nobody else in this record says these very words.';

let broker = null;
const data = () => path.join(broker.place.dir, 'data');
const backup = () => path.join(broker.dir, 'tonight.backup');
const key = () => path.join(broker.dir, 'backup.key');

/** Runs corridorctl on the record; resolves to { status, out, err }. */
const ctl = (...args) =>
  new Promise((resolve) => {
    execFile(process.env.CORRIDORCTL, [...args, '--data', data()], { timeout: 60000 }, (error, out, err) =>
      resolve({ status: error ? (error.code ?? 1) : 0, out, err }),
    );
  });
const readiness = async () => JSON.parse((await operations(broker.place, '/readyz')).text);

before(
  async () => {
    broker = await Broker.make();
    await broker.startAll();
    writeFileSync(key(), '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0');
    chmodSync(key(), 0o600);
  },
  { timeout: 900000 },
);
after(() => broker?.stop());

/** What was receipted up to a position is there, the same, and no conversation has a hole. */
async function checkRestored(speakers, upto) {
  let kept = 0;
  for (const speaker of speakers) {
    const events = await speaker.client.sync(0);
    const byMessage = new Map(events.map((event) => [event.data?.message, event]));
    for (const [txn, receipt] of speaker.receipts) {
      if (receipt.pos > upto || !speaker.before.has(txn)) continue;
      const event = byMessage.get(receipt.message);
      assert.equal(event?.data.body, txn, `${txn}, receipted at ${receipt.pos}, is not there`);
      assert.equal(event.seq, receipt.seq);
      kept += 1;
    }
    const last = new Map();
    for (const { conversation, seq } of events.filter((event) => event.conversation)) {
      assert.equal(seq, (last.get(conversation) ?? 0) + 1, `a hole or a repeat in ${conversation}`);
      last.set(conversation, seq);
    }
  }
  return kept;
}

/** What was lost had positions, and ids made of them; whoever remembers one must not be shown something else. */
async function checkNothingIsGivenAgain(speakers, upto, heard) {
  for (const speaker of speakers) {
    const after = (await speaker.client.sync(0)).filter(({ pos }) => pos > upto);
    assert.ok(after.length > 0 && after.every(({ pos }) => pos > heard), 'the log goes on behind all that was heard');
  }
  const auditor = await overMqtt(broker.place, 'p.quinn');
  const first = Math.min(...(await speakers[0].client.sync(0)).map(({ pos }) => pos).filter((pos) => pos > upto));
  const { entries } = await auditor.ok('audit.list', { before: first });
  const said = entries.find(({ event }) => event === 'record.restored');
  assert.ok(said?.pos > heard && said.by === 'system', 'the log itself says that it was restored');
  let checked = 0;
  for (let verdict = { upto: 0 }; !verdict.complete; ) {
    verdict = await auditor.ok('audit.verify', { from: verdict.upto + 1 });
    assert.equal(verdict.first_bad, undefined);
    checked += verdict.checked;
  }
  assert.ok(checked > upto, `${checked} entries checked on both sides of the leap`);
  await auditor.close();
}

test(
  'the drill: backed up under load, destroyed, restored, verified, and everybody goes on',
  async (t) => {
    const speakers = await startSpeakers(broker.place);
    const total = () => speakers.reduce((sum, speaker) => sum + speaker.receipts.size, 0);
    await poll(() => total() > 200, 'some load', 60000);
    const made = await ctl('backup', backup(), '--backup-key', key(), '--json');
    assert.equal(made.status, 0, made.err);
    const { upto } = JSON.parse(made.out);
    const then = total();
    await poll(() => total() > then + 50, 'more load after the backup', 60000);

    await broker.end('corridord');
    for (const speaker of speakers) speaker.before = new Set(speaker.receipts.keys());
    const heard = Math.max(...speakers.flatMap((speaker) => [...speaker.receipts.values()].map(({ pos }) => pos)));
    assert.ok(heard > upto, 'something was said after the backup');
    rmSync(data(), { recursive: true });

    const restored = await ctl('restore', backup(), '--backup-key', key());
    assert.equal(restored.status, 0, restored.err);
    const verified = await ctl('verify');
    assert.equal(verified.status, 0, verified.err);
    assert.match(verified.out, new RegExp(`is sound: ${upto} events`));

    broker.start('corridord');
    await broker.untilReady('Corridor getting ready', 20000);
    const device = await overMqtt(broker.place, 'h.silva');
    const knowsMore = async () => (await device.ok('session.hello', { since: heard })).resync_required;
    assert.equal(await knowsMore(), true, 'whoever knows more than the record is told to begin again');
    // Sessions are not in a backup: people in browsers sign in again.
    for (const { client } of speakers.filter((speaker) => speaker.client.session))
      client.session = await signIn(broker.place, client.person, { fresh: true });
    const again = speakers.map((speaker) => speaker.receipts.size);
    await poll(() => speakers.every((speaker, i) => speaker.receipts.size > again[i] + 5), 'everybody going on', 60000);
    for (const speaker of speakers) await speaker.stop();
    assert.equal(await knowsMore(), true, 'however far it has gone on since');
    await checkNothingIsGivenAgain(speakers, upto, heard);
    const kept = await checkRestored(speakers, upto);
    assert.ok(kept > 20, `${kept} receipts of before the backup`);
    t.diagnostic(`backup at position ${upto}, ${kept} receipts of before it checked one by one, last heard ${heard}`);
    await Promise.all([device.close(), ...speakers.map((speaker) => speaker.client.close())]);
  },
  { timeout: 240000 },
);

test('nothing is restored over a record that is there', async () => {
  const refused = await ctl('restore', backup(), '--backup-key', key());
  assert.equal(refused.status, 1);
  assert.match(refused.err, /there is a record in .* already .*nothing was changed/);
  assert.equal((await ctl('verify', backup(), '--backup-key', key())).status, 0);
});

test('tables are made again from the log only while the daemon is stopped', async () => {
  const busy = await ctl('rebuild');
  assert.notEqual(busy.status, 0);
  assert.match(busy.err, /one record has one writer/);
  await broker.end('corridord', 'SIGTERM');
  assert.equal((await ctl('rebuild')).status, 0);
  broker.start('corridord');
  await broker.untilReady('Corridor getting ready', 20000);
});

/** Changes one letter of the sentence where the record keeps it; the daemon is stopped, so all is in one file. */
function damage() {
  const file = path.join(data(), 'corridor.db');
  const bytes = readFileSync(file);
  const at = bytes.indexOf(SENTENCE);
  assert.ok(at > 0 && bytes.indexOf(SENTENCE, at + 1) < 0, 'the sentence stands in the file once');
  bytes[at + 3] ^= 1;
  writeFileSync(file, bytes);
}

test(
  'a damaged record is read, never written, and says where it is damaged',
  async () => {
    const team = await overMqtt(broker.place, 'b.osei');
    const { thread, message } = await ask(team, 'f.rossi');
    await team.ok('message.send', { thread, body: SENTENCE });
    const { messages } = await team.ok('thread.history', { thread });
    const bad = messages.find(({ body }) => body === SENTENCE).message.slice(1);
    assert.ok(message);
    await broker.end('corridord', 'SIGTERM');
    damage();
    const verified = await ctl('verify');
    assert.equal(verified.status, 1);
    assert.match(verified.err, new RegExp(`the first bad position is ${bad}\\b`));
    assert.equal((await ctl('backup', path.join(broker.dir, 'bad.backup'), '--backup-key', key())).status, 1);

    broker.start('corridord');
    await poll(async () => (await readiness().catch(() => null)) !== null, 'an answer', 20000);
    await poll(
      async () => (await readiness()).reasons?.some((why) => why.includes(`first bad position of the log is ${bad}.`)),
      'the reason',
      20000,
    );
    await team.until(() => team.isUp, 'the link again');
    const page = await team.ok('thread.history', { thread });
    assert.equal(page.messages.length, messages.length, 'history is read');
    assert.ok((await team.ok('search', { text: 'very words' })).matches.length > 0, 'and searched');
    const log = readFileSync(path.join(broker.place.dir, 'log/corridord.log'), 'utf8');
    assert.match(log, new RegExp(`audit.accessed command=thread.history outcome=read .* thread=${thread.slice(1)} `));
    team.raw(JSON.stringify({ txn: 'into-damage', cmd: 'message.send', args: { thread, body: 'One more.' } }));
    const refusal = await team.until(() => team.receipts.find(({ txn }) => txn === 'into-damage'), 'the refusal');
    assert.equal(refusal.error.code, 'store_unavailable');
    assert.match(refusal.error.message, /^The record is damaged and can only be read; .* restored\.$/);
    const signedIn = await request(broker.place, 'POST', '/auth/login', { body: credentials(broker.place, 'k.byrne') });
    assert.equal(signedIn.status, 200, 'whoever wants to read can sign in');
    await team.close();

    // What the page of the README says: stop, move away, restore, start.
    await broker.end('corridord', 'SIGTERM');
    renameSync(data(), path.join(broker.dir, 'damaged'));
    mkdirSync(data(), { mode: 0o700 });
    assert.equal((await ctl('restore', backup(), '--backup-key', key())).status, 0);
    assert.deepEqual(readdirSync(data()).sort(), ['corridor.db', 'lock']);
    broker.start('corridord');
    await broker.untilReady('Corridor getting ready', 20000);
  },
  { timeout: 120000 },
);
