/* Push is a hint, the log is the memory. */
import assert from 'node:assert/strict';

import { ask } from './lib/cases.mjs';
import { place, test } from './lib/harness.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';
import { overWs } from './lib/ws_client.mjs';

const bodies = (events) => events.filter((event) => event.event === 'message.sent').map((event) => event.data.body);

for (const [transport, over] of [
  ['WebSocket', overWs],
  ['MQTT', overMqtt],
]) {
  test(`what was missed while away from ${transport} is told in order, once, in pages of any size`, async () => {
    const speaker = await overWs(place, 'a.khan');
    const { thread } = await ask(speaker, 'h.silva');
    let listener = await over(place, 'h.silva');
    const { pos } = await listener.ok('session.hello');
    await listener.close();
    const said = ['One.', 'Two.', 'Three.', 'Four.', 'Five.'];
    for (const body of said) await speaker.ok('message.send', { thread, body });

    listener = await over(place, 'h.silva');
    const missed = (await listener.sync(pos)).filter((event) => event.thread === thread);
    assert.deepEqual(bodies(missed), said);
    const paged = [];
    for (let upto = pos, complete = false; !complete;) {
      const page = await listener.ok('sync', { since: upto, limit: 2 });
      assert.ok(page.events.length <= 2);
      paged.push(...page.events);
      ({ upto, complete } = page);
    }
    assert.deepEqual(
      paged.filter((event) => event.thread === thread),
      missed,
      'pages add up to the same',
    );
    await speaker.ok('message.send', { thread, body: 'Six.' });
    await listener.event('message.sent', { thread, data: { body: 'Six.' } });
    await Promise.all([speaker.close(), listener.close()]);
  });
}

test('every conversation counts its events without a hole, the same for all who see it', async () => {
  const [team, specialist] = [await overWs(place, 'a.khan'), await overMqtt(place, 'h.silva')];
  const byConversation = new Map();
  for (const event of await team.sync(0)) {
    if (!event.conversation) continue;
    byConversation.set(event.conversation, [...(byConversation.get(event.conversation) ?? []), event]);
  }
  assert.ok(byConversation.size > 0);
  for (const [conversation, events] of byConversation) {
    assert.deepEqual(
      events.map((event) => event.seq),
      events.map((_, index) => index + 1),
      conversation,
    );
  }
  const withoutTxn = ({ txn, ...event }) => event;
  const theirs = (await specialist.sync(0)).filter((event) => event.conversation).map(withoutTxn);
  const conversations = new Set(theirs.map((event) => event.conversation));
  const ours = [...byConversation.values()]
    .flat()
    .filter((event) => conversations.has(event.conversation))
    .map(withoutTxn);
  assert.deepEqual(
    theirs,
    ours.sort((a, b) => a.pos - b.pos),
  );
  await Promise.all([team.close(), specialist.close()]);
});

test('a position that the log does not know means starting again', async () => {
  const client = await overWs(place, 'a.khan');
  const hello = await client.ok('session.hello', { since: 4000000000 });
  assert.equal(hello.resync_required, true);
  const page = await client.ok('sync', { since: 4000000000 });
  assert.equal(page.resync_required, true);
  assert.deepEqual(page.events, []);
  assert.equal((await client.ok('session.hello', { since: hello.pos })).resync_required, false);
  await client.close();
});

test('unread counts go up with what others say and down with what I read', async () => {
  const [team, specialist] = [await overWs(place, 'a.khan'), await overWs(place, 'g.patel')];
  const { thread } = await ask(team, 'g.patel');
  const row = async () => (await specialist.ok('thread.history', { thread })).thread;
  assert.equal((await row()).unread, 1);
  await team.ok('message.send', { thread, body: 'And a rash.' });
  const { unread, last_seq: lastSeq } = await row();
  assert.equal(unread, 2);
  await specialist.ok('read.mark', { thread, seq: lastSeq });
  assert.equal((await row()).unread, 0);
  const back = await specialist.ok('read.mark', { thread, seq: 1 });
  assert.equal(back.seq, lastSeq, 'a mark never goes backwards');
  await Promise.all([team.close(), specialist.close()]);
});

test('a history is read page by page from its newest end', async () => {
  const client = await overWs(place, 'a.khan');
  const { thread } = await ask(client, 'i.novak');
  for (let i = 1; i <= 6; i += 1) await client.ok('message.send', { thread, body: `Line ${i}.` });
  const all = await client.ok('thread.history', { thread, limit: 200 });
  const seqs = [];
  for (let before, complete = false; !complete;) {
    const page = await client.ok('thread.history', { thread, limit: 3, ...(before ? { before } : {}) });
    seqs.unshift(...page.events.map((event) => event.seq));
    ({ complete } = page);
    before = page.events[0].seq;
  }
  assert.deepEqual(
    seqs,
    all.events.map((event) => event.seq),
  );
  await client.close();
});

test('the txn of an event is told to the device that chose it and to no other, also afterwards', async () => {
  const [team, specialist] = [await overWs(place, 'a.khan'), await overMqtt(place, 'h.silva')];
  const { thread } = await ask(team, 'h.silva');
  const txnsOf = (events) => events.filter((event) => event.thread === thread).map((event) => event.txn);
  for (const [client, isMine] of [
    [team, true],
    [specialist, false],
  ]) {
    for (const events of [await client.sync(0), (await client.ok('thread.history', { thread })).events]) {
      const txns = txnsOf(events);
      assert.ok(txns.length > 0);
      assert.equal(txns.every((txn) => (txn !== undefined) === isMine), true, JSON.stringify(txns));
    }
  }
  await Promise.all([team.close(), specialist.close()]);
});
