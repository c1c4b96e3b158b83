/* The page's socket against a server that loses, repeats and refuses: what it hands on and what it sends again. */
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';

import { Wire } from '../../clients/web/public/wire.mjs';

globalThis.crypto ??= webcrypto;
let sockets = [];
let wire = null;

class FakeSocket {
  static OPEN = 1;
  readyState = 0;
  sent = [];

  constructor() {
    sockets.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close(code = 1006) {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code });
  }

  open() {
    this.readyState = FakeSocket.OPEN;
    this.onopen();
  }

  hear(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  /** Answers the oldest unanswered command of a name. */
  answer(cmd, result) {
    const index = this.sent.findIndex((command) => command.cmd === cmd && !command.isAnswered);
    assert.ok(index >= 0, `${cmd} was not sent: ${JSON.stringify(this.sent)}`);
    this.sent[index].isAnswered = true;
    this.hear({ txn: this.sent[index].txn, ok: true, pos: 1, result });
    return this.sent[index];
  }
}

const turn = () =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
const event = (pos, seq) => ({ pos, seq, conversation: 'c1', thread: 't1', event: 'message.sent', by: 'x', data: {} });

async function online(pos = 10) {
  const heard = { events: [], states: [], ready: 0, signedOut: 0 };
  wire = new Wire('wss://here/ws', {
    onEvent: ({ pos: at }) => heard.events.push(at),
    onHint() {},
    onState: (state) => heard.states.push(state),
    onReady() {
      heard.ready += 1;
    },
    onSignedOut() {
      heard.signedOut += 1;
    },
  });
  wire.start();
  sockets[0].open();
  sockets[0].answer('session.hello', { pos, resync_required: false });
  await turn();
  return heard;
}

async function reconnected(number) {
  const giveUp = Date.now() + 5000;
  while (sockets.length < number && Date.now() < giveUp)
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  sockets[number - 1].open();
  await turn();
  return sockets[number - 1];
}

beforeEach(() => {
  sockets = [];
  globalThis.WebSocket = FakeSocket;
  globalThis.fetch = async () => ({ status: 200 });
});
afterEach(() => wire.stop());

test('a command without its receipt goes out again with the same txn after what was missed', async () => {
  const heard = await online();
  const receipt = wire.send('message.send', { thread: 't1', body: 'Hello' });
  const { txn } = sockets[0].sent.at(-1);
  sockets[0].close();
  const second = await reconnected(2);
  assert.deepEqual(
    second.sent.map((command) => command.cmd),
    ['session.hello'],
  );
  assert.equal(second.sent[0].args.since, 10);
  second.answer('session.hello', { pos: 12, resync_required: false });
  await turn();
  assert.equal(second.answer('sync', { events: [event(12, 2)], upto: 12, complete: true }).args.since, 10);
  await turn();
  assert.deepEqual(heard.events, [12]);
  assert.equal(second.sent.at(-1).txn, txn);
  second.answer('message.send', { message: 'm13' });
  assert.deepEqual(await receipt, { message: 'm13' });
  assert.deepEqual(heard.states, ['connecting', 'online', 'offline', 'connecting', 'online']);
});

test('events pushed while catching up come after what was missed, and none twice', async () => {
  const heard = await online();
  sockets[0].close();
  const second = await reconnected(2);
  second.hear(event(13, 3));
  second.answer('session.hello', { pos: 12, resync_required: false });
  await turn();
  second.answer('sync', { events: [event(11, 1), event(12, 2)], upto: 12, complete: false });
  await turn();
  second.answer('sync', { events: [event(13, 3)], upto: 13, complete: true });
  await turn();
  assert.deepEqual(heard.events, [11, 12, 13]);
});

test('a hole in a conversation is filled from the log before anything newer is handed on', async () => {
  const heard = await online();
  sockets[0].hear(event(11, 1));
  sockets[0].hear(event(14, 4));
  assert.deepEqual(heard.events, [11]);
  sockets[0].answer('sync', { events: [event(12, 2), event(13, 3), event(14, 4)], upto: 14, complete: true });
  await turn();
  assert.deepEqual(heard.events, [11, 12, 13, 14]);
  sockets[0].hear(event(14, 4));
  assert.deepEqual(heard.events, [11, 12, 13, 14], 'a repeat is not handed on');
});

test('a refusal for now is sent again with the same txn, a final one is told', async () => {
  await online();
  const outcome = wire.send('case.refer', { thread: 't1' });
  const { txn } = sockets[0].sent.at(-1);
  sockets[0].hear({ txn, ok: false, error: { code: 'busy', message: 'Busy.', retry_after_ms: 10 } });
  await new Promise((resolve) => {
    setTimeout(resolve, 300);
  });
  assert.equal(sockets[0].sent.filter((command) => command.txn === txn).length, 2);
  sockets[0].hear({ txn, ok: false, error: { code: 'forbidden', message: 'No.', retry_after_ms: 0 } });
  await assert.rejects(outcome, { code: 'forbidden', message: 'No.' });
});

test('a question is not kept: without a connection it fails at once', async () => {
  await online();
  const asked = wire.ask('thread.list');
  sockets[0].close();
  await assert.rejects(asked, { code: 'offline' });
  await assert.rejects(wire.ask('thread.list'), { code: 'offline' });
});

test('the end of the session is told and nothing is tried again', async () => {
  const heard = await online();
  sockets[0].close(4001);
  assert.equal(heard.signedOut, 1);
  assert.equal(sockets.length, 1);
});
