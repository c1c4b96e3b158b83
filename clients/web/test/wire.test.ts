/* The socket against a server that loses, repeats and refuses: what it hands on and what it sends again. */
import { beforeEach, expect, test } from 'vitest';

import { Wire } from '../src/wire/wire.ts';
import { HELLO, World, said, turn } from './world.ts';

let world: World;
let wire: Wire;
let heard: { events: number[]; states: string[]; ready: boolean[]; signedOut: number };

beforeEach(() => {
  world = new World();
  heard = { events: [], states: [], ready: [], signedOut: 0 };
  wire = new Wire(world, {
    event: ({ pos }) => heard.events.push(pos),
    hint: () => {},
    connection: (connection) => heard.states.push(connection),
    opened: () => {},
    ready: (_hello, isFresh) => heard.ready.push(isFresh),
    signedOut: () => {
      heard.signedOut += 1;
    },
  });
});

async function online(): Promise<void> {
  wire.start();
  world.last.open();
  world.last.answer('session.hello', HELLO);
  await turn();
}

async function reconnected(): Promise<void> {
  const before = world.sockets.length;
  await world.pass(5000);
  expect(world.sockets.length).toBe(before + 1);
  world.last.open();
}

test('a command without its receipt goes out again with the same txn after what was missed', async () => {
  await online();
  const receipt = wire.send('message.send', { thread: 't1', body: 'Hello' });
  const { txn } = world.last.next('message.send');
  world.last.close();
  await reconnected();
  expect(world.last.commands()).toEqual(['session.hello']);
  expect(world.last.answer('session.hello', { ...HELLO, pos: 12 }).args['since']).toBe(10);
  await turn();
  const sync = world.last.answer('sync', {
    events: [said(12, 2)],
    upto: 12,
    complete: true,
    resync_required: false,
  });
  expect(sync.args['since']).toBe(10);
  await turn();
  expect(heard.events).toEqual([12]);
  expect(world.last.answer('message.send', { thread: 't1', message: 'm13', seq: 3 }).txn).toBe(txn);
  expect(await receipt).toEqual({ thread: 't1', message: 'm13', seq: 3 });
  expect(heard.states).toEqual(['connecting', 'online', 'offline', 'connecting', 'online']);
  expect(heard.ready).toEqual([true, false]);
});

test('what changes something waits until what was missed is here', async () => {
  await online();
  world.last.close();
  await reconnected();
  void wire.send('case.refer', { thread: 't1' });
  expect(world.last.commands()).toEqual(['session.hello']);
  world.last.answer('session.hello', HELLO);
  await turn();
  expect(world.last.commands()).toEqual(['session.hello', 'sync']);
  world.last.answer('sync', { events: [], upto: 10, complete: true, resync_required: false });
  await turn();
  expect(world.last.commands()).toEqual(['session.hello', 'sync', 'case.refer']);
});

test('what was pushed before the first greeting was answered is handed on, for lists may have been read before it', async () => {
  wire.start();
  world.last.open();
  world.last.hear(said(9, 4));
  world.last.answer('session.hello', HELLO);
  await turn();
  expect(heard.events).toEqual([9]);
});

test('events pushed while catching up come after what was missed, and none twice', async () => {
  await online();
  world.last.close();
  await reconnected();
  world.last.hear(said(13, 3));
  world.last.answer('session.hello', { ...HELLO, pos: 12 });
  await turn();
  world.last.answer('sync', {
    events: [said(11, 1), said(12, 2)],
    upto: 12,
    complete: false,
    resync_required: false,
  });
  await turn();
  world.last.answer('sync', { events: [said(13, 3)], upto: 13, complete: true, resync_required: false });
  await turn();
  expect(heard.events).toEqual([11, 12, 13]);
});

test('a hole in a conversation is filled from the log before anything newer is handed on', async () => {
  await online();
  world.last.hear(said(11, 1));
  world.last.hear(said(14, 4));
  expect(heard.events).toEqual([11]);
  world.last.answer('sync', {
    events: [said(12, 2), said(13, 3), said(14, 4)],
    upto: 14,
    complete: true,
    resync_required: false,
  });
  await turn();
  world.last.hear(said(14, 4));
  expect(heard.events).toEqual([11, 12, 13, 14]);
});

test('a refusal for now is sent again with the same txn, a final one is told', async () => {
  await online();
  const outcome = wire.send('case.refer', { thread: 't1' });
  const { txn } = world.last.refuse('case.refer', 'busy');
  await world.pass(300);
  expect(world.last.refuse('case.refer', 'forbidden').txn).toBe(txn);
  await expect(outcome).rejects.toMatchObject({ code: 'forbidden', message: 'No.' });
});

test('a question is not kept: without a connection it fails at once', async () => {
  await online();
  const asked = wire.ask('thread.list', {});
  world.last.close();
  await expect(asked).rejects.toMatchObject({ code: 'offline' });
  await expect(wire.ask('thread.list', {})).rejects.toMatchObject({ code: 'offline' });
});

test('the end of the session is told and nothing is tried again', async () => {
  await online();
  world.isStillSignedIn = false;
  world.last.close(4001);
  await world.pass(60000);
  expect(heard.signedOut).toBe(1);
  expect(world.sockets.length).toBe(1);
});

test('a session that another one replaced goes on in that', async () => {
  await online();
  world.last.close(4001);
  await world.pass(1000);
  expect(heard.signedOut).toBe(0);
  expect(world.sockets.length).toBe(2);
});

test('a handshake that is refused because the session ended tells so', async () => {
  await online();
  world.isStillSignedIn = false;
  world.last.close();
  await world.pass(60000);
  expect(heard.signedOut).toBe(1);
});

test('a server that says nothing more is left, and found again', async () => {
  await online();
  await world.pass(20000);
  expect(world.last.commands()).toEqual(['session.hello', 'session.hello']);
  await world.pass(10000);
  expect(heard.states.at(-1)).toBe('offline');
  await world.pass(5000);
  expect(world.sockets.length).toBe(2);
});

test('a network that is said to be gone is doubted at once', async () => {
  await online();
  wire.doubt();
  expect(world.last.commands()).toEqual(['session.hello', 'session.hello']);
  await world.pass(2000);
  expect(heard.states.at(-1)).toBe('offline');
});

test('an answer that is not what the contract says is refused rather than believed', async () => {
  await online();
  const asked = wire.ask('thread.list', {});
  world.last.answer('thread.list', { threads: [{ thread: 7 }], complete: true });
  await expect(asked).rejects.toMatchObject({ code: 'internal' });
});
