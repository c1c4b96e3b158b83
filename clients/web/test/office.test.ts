/* What people do, over a made-up server: nothing is shown as sent before its receipt, and nothing is lost or left behind. */
import { beforeEach, expect, test } from 'vitest';

import { Office } from '../src/commands/office.ts';
import type { Kept, Ports } from '../src/commands/ports.ts';
import { draftOf, setDraft } from '../src/commands/drafts.ts';
import { dispatch, stateNow } from '../src/state/store.ts';
import type { Pending } from '../src/state/state.ts';
import { HELLO, ROW, World, event, turn } from './world.ts';

let world: World;
let office: Office;
let kept: Map<string, Pending>;
let drafts: Map<string, string>;
let owner: string;
let shared: { person: string; isLocked: boolean };
let isVisible: boolean;
let vaultAnswers: Promise<void>;

beforeEach(() => {
  world = new World();
  kept = new Map();
  drafts = new Map();
  owner = 'a.khan';
  shared = { person: '', isLocked: false };
  isVisible = true;
  vaultAnswers = Promise.resolve();
  office = makeOffice();
  dispatch({ type: 'signed_out' });
  dispatch({ type: 'page', page: { name: 'inbox' } });
});

function makeOffice(): Office {
  const ports: Ports = {
    world,
    vault: {
      async open(person): Promise<Kept> {
        if (owner !== person) {
          kept.clear();
          drafts.clear();
        }
        owner = person;
        await vaultAnswers;
        return { pending: [...kept.values()], drafts: Object.fromEntries(drafts) };
      },
      putPending: async (item) => void kept.set(item.txn, item),
      dropPending: async (txn) => void kept.delete(txn),
      putDraft: async (key, words) => void (words ? drafts.set(key, words) : drafts.delete(key)),
      async wipe() {
        kept.clear();
        drafts.clear();
      },
    },
    auth: {
      me: async () => ({ person: 'a.khan' }),
      login: async ({ person, password }) => (password === 'right' ? { person } : 'That is not right.'),
      logout: async () => {},
    },
    shared: { get: () => shared, set: (value) => (shared = value) },
    nowMs: () => world.nowMs(),
    isVisible: () => isVisible,
    go: (hash) => office.route(hash),
    announce: () => {},
  };
  return new Office(ports);
}

const HISTORY = { thread: ROW, events: [], messages: [], reads: [], complete: true };

async function online(person = 'a.khan'): Promise<void> {
  expect(await office.signIn({ person, password: 'right', totp: '1' })).toBe('');
  world.last.open();
  world.last.answer('thread.list', { threads: [ROW], complete: true });
  world.last.answer('directory.list', { links: [] });
  world.last.answer('session.hello', { ...HELLO, person });
  await turn();
}

const shown = () => stateNow().outbox.map((item) => item.state);

test('what a page asks while the connection is made is asked once it is there', async () => {
  expect(await office.signIn({ person: 'a.khan', password: 'right', totp: '1' })).toBe('');
  const asked = office.ask('conversation.list', {});
  expect(world.last.commands()).toEqual([]);
  world.last.open();
  await turn();
  world.last.answer('conversation.list', { conversations: [] });
  expect(await asked).toEqual({ conversations: [] });
});

test('what was being written is there before the page that shows it, unless storage does not answer', async () => {
  drafts.set('reply t1', 'Half a sentence');
  let answerNow = () => {};
  vaultAnswers = new Promise((resolve) => (answerNow = resolve));
  const signedIn = office.signIn({ person: 'a.khan', password: 'right', totp: '1' });
  await turn();
  expect(world.sockets).toHaveLength(0);
  answerNow();
  await signedIn;
  expect(world.sockets).toHaveLength(1);
  expect(draftOf('reply t1')).toBe('Half a sentence');

  await office.signOut();
  vaultAnswers = new Promise(() => {});
  void office.signIn({ person: 'a.khan', password: 'right', totp: '1' });
  await turn();
  await world.pass(1999);
  expect(world.sockets).toHaveLength(1);
  await world.pass(1);
  expect(world.sockets).toHaveLength(2);
});

test('a message is kept until its receipt, and goes when its event comes', async () => {
  await online();
  office.say('t1', 'Hello');
  expect(shown()).toEqual(['queued']);
  await turn();
  expect(shown()).toEqual(['sending']);
  expect(kept.size).toBe(1);
  const { txn } = world.last.answer('message.send', { thread: 't1', message: 'm11', seq: 2 });
  await turn();
  expect(kept.size).toBe(0);
  world.last.hear(event('message.sent', 11, 2, 'a.khan', { message: 'm11', body: 'Hello' }, { txn }));
  expect(shown()).toEqual([]);
});

test('without a connection a message waits, survives a reload and is sent with the same txn', async () => {
  await online();
  world.last.close();
  office.say('t1', 'Hello');
  await turn();
  expect(shown()).toEqual(['queued']);
  const [before] = [...kept.keys()];
  dispatch({ type: 'signed_out' });
  office = makeOffice();
  await online();
  expect(world.last.next('message.send')).toMatchObject({ txn: before, args: { thread: 't1', body: 'Hello' } });
});

test('what is refused stays with its sentence, and can be sent again as something new or removed', async () => {
  await online();
  office.say('t1', 'Hello');
  await turn();
  const { txn } = world.last.refuse('message.send', 'conflict', 'The case is closed.');
  await turn();
  expect(stateNow().outbox).toMatchObject([{ state: 'failed', sentence: 'The case is closed.' }]);
  expect(kept.get(txn)).toMatchObject({ state: 'failed' });
  office.again(txn);
  await turn();
  expect(world.last.next('message.send').txn).not.toBe(txn);
  office.forget(stateNow().outbox[0]?.txn ?? '');
  await turn();
  expect([shown(), kept.size]).toEqual([[], 0]);
});

test('an outcome takes the words of the reply box along, before it', async () => {
  await online();
  office.close('t1', 'managed_in_primary_care', 'Thank you');
  await turn();
  expect(world.last.commands().slice(-2)).toEqual(['message.send', 'case.close']);
});

test('a question asked without a connection waits in the inbox and opens as a case when it is committed', async () => {
  await online();
  dispatch({ type: 'page', page: { name: 'ask', conversation: 'c1', person: 'e.okafor' } });
  const asked = office.askCase(
    {
      conversation: 'c1',
      patient: { nhs_number: '9990000018' },
      title: 'A',
      question: 'B',
      urgency: 'routine',
      intent: 'unsure',
    },
    'Dr Okafor',
  );
  await turn();
  world.last.answer('case.ask', {
    thread: 't30',
    message: 'm30',
    seq: 1,
    asked: 'e.okafor',
    reply_due: '2026-11-25T17:00:00.000Z',
    over_limit: false,
  });
  await asked;
  expect(stateNow().page).toEqual({ name: 'case', thread: 't30' });
  expect(shown()).toEqual([]);
});

test('opening a case marks it read once, and only while somebody can see it', async () => {
  await online();
  isVisible = false;
  office.route('#/case/t1');
  world.last.answer('thread.history', { ...HISTORY, thread: { ...ROW, last_seq: 4, unread: 1 } });
  await turn();
  expect(world.last.commands()).not.toContain('read.mark');
  isVisible = true;
  office.markRead();
  office.markRead();
  expect(world.last.next('read.mark').args).toEqual({ thread: 't1', seq: 4 });
  expect(world.last.commands().filter((cmd) => cmd === 'read.mark').length).toBe(1);
});

test('a locked screen marks nothing as read', async () => {
  await online();
  office.route('#/case/t1');
  office.lock();
  world.last.answer('thread.history', { ...HISTORY, thread: { ...ROW, last_seq: 4, unread: 1 } });
  await turn();
  expect(shared).toEqual({ person: 'a.khan', isLocked: true });
  expect(world.last.commands()).not.toContain('read.mark');
});

test('unlocking goes on where one was; another person who signs in there finds nothing', async () => {
  await online();
  setDraft('reply t1', 'Half a thought');
  await world.pass(1000);
  office.lock();
  expect(await office.signIn({ person: 'a.khan', password: 'wrong', totp: '1' })).toBe('That is not right.');
  expect(stateNow().isLocked).toBe(true);
  expect(await office.signIn({ person: 'a.khan', password: 'right', totp: '1' })).toBe('');
  expect([stateNow().isLocked, stateNow().threads.length, draftOf('reply t1')]).toEqual([false, 1, 'Half a thought']);
  office.lock();
  expect(await office.signIn({ person: 'b.osei', password: 'right', totp: '1' })).toBe('');
  expect([draftOf('reply t1'), drafts.size, kept.size]).toEqual(['', 0, 0]);
});

test('when the session ends what was being written stays for the same person, and nothing else', async () => {
  await online();
  setDraft('reply t1', 'Half a thought');
  await world.pass(1000);
  world.isStillSignedIn = false;
  world.last.close(4001);
  await world.pass(1000);
  expect(stateNow()).toMatchObject({ session: 'signed_out', threads: [], me: null });
  expect(stateNow().notice).toMatch(/session has ended/);
  await online();
  expect(draftOf('reply t1')).toBe('Half a thought');
});

test('signing out leaves nothing behind', async () => {
  await online();
  setDraft('reply t1', 'Half a thought');
  world.last.close();
  office.say('t1', 'Hello');
  await world.pass(1000);
  await office.signOut();
  await world.pass(5000);
  expect([kept.size, drafts.size, draftOf('reply t1'), stateNow().session, shared.person]).toEqual([
    0,
    0,
    '',
    'signed_out',
    '',
  ]);
});

test('a case that may not be seen is said to be so, a broken page can be tried again', async () => {
  await online();
  office.route('#/case/t9');
  world.last.refuse('thread.history', 'not_found');
  await turn();
  expect(stateNow().problem).toMatch(/may not see it/);
  office.loadOpened();
  world.last.refuse('thread.history', 'internal');
  await turn();
  expect(stateNow().problem).toBe('This page did not load.');
});
