/* The same txn from the same device does one thing, however often and wherever it is said. */
import assert from 'node:assert/strict';

import { ask, question } from './lib/cases.mjs';
import { place, test } from './lib/harness.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';
import { repeat } from './lib/repeat.mjs';
import { overWs } from './lib/ws_client.mjs';

const unique = (name) => `${name}-${Date.now()}`;

async function messagesSaying(client, thread, body) {
  const { messages } = await client.ok('thread.history', { thread, limit: 200 });
  return messages.filter((message) => message.body === body);
}

test('a hundred repeats over two connections at once are one message with one receipt', async () => {
  const first = await overWs(place, 'b.osei');
  const second = await overWs(place, 'b.osei');
  const { thread } = await ask(first, 'j.adeyemi');
  const command = { txn: unique('again'), cmd: 'message.send', args: { thread, body: 'Said once.' } };
  const receipts = await repeat([first, second], command, 100);
  assert.equal(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size, 1, 'identical receipts');
  const said = await messagesSaying(first, thread, 'Said once.');
  assert.deepEqual(
    said.map((message) => message.message),
    [receipts[0].result.message],
  );
  assert.equal(first.heard.filter((event) => event.event === 'message.sent' && event.thread === thread).length, 1);
  await Promise.all([first.close(), second.close()]);
});

test('repeats over MQTT are one message with one receipt', async () => {
  const client = await overMqtt(place, 'b.osei');
  const args = await question(client, 'j.adeyemi', { title: 'Repeated' });
  const receipts = await repeat([client], { txn: unique('asked'), cmd: 'case.ask', args }, 50);
  assert.equal(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size, 1);
  const { threads } = await client.ok('thread.list', { conversation: args.conversation, limit: 200 });
  const opened = threads.filter((row) => row.patient?.nhs_number === args.patient.nhs_number);
  assert.deepEqual(
    opened.map((row) => row.thread),
    [receipts[0].result.thread],
  );
  await client.close();
});

test('the same txn with other words is a conflict that names itself', async () => {
  const client = await overWs(place, 'b.osei');
  const { thread } = await ask(client, 'j.adeyemi');
  const txn = unique('conflict');
  await client.ok('message.send', { thread, body: 'First.' }, { txn });
  const error = await client.refused('message.send', { thread, body: 'Second.' }, { txn });
  assert.equal(error.code, 'txn_conflict');
  assert.equal((await messagesSaying(client, thread, 'Second.')).length, 0);
  const again = await client.ok('message.send', { thread, body: 'First.' }, { txn });
  assert.ok(again.message, 'the first receipt still stands');
  await client.close();
});

test('the same txn from another device of the same person is another message', async () => {
  const [mqtt, ws] = [await overMqtt(place, 'b.osei'), await overWs(place, 'b.osei')];
  const { thread } = await ask(ws, 'j.adeyemi');
  const txn = unique('shared');
  const here = await ws.ok('message.send', { thread, body: 'Twice.' }, { txn });
  const there = await mqtt.ok('message.send', { thread, body: 'Twice.' }, { txn });
  assert.notEqual(here.message, there.message);
  assert.equal((await messagesSaying(ws, thread, 'Twice.')).length, 2);
  await Promise.all([mqtt.close(), ws.close()]);
});

test('a refusal may be repeated with the same txn once its cause is gone', async () => {
  const client = await overWs(place, 'b.osei');
  const { thread } = await ask(client, 'j.adeyemi');
  const txn = unique('later');
  assert.equal((await client.refused('case.reopen', { thread, reason: 'Too early' }, { txn })).code, 'conflict');
  await client.ok('case.close', { thread, outcome: 'no_longer_needed' });
  await client.ok('case.reopen', { thread, reason: 'Too early' }, { txn });
  await client.close();
});
