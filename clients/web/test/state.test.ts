/* How what happens changes what the page knows. */
import { expect, test } from 'vitest';

import type { SomeEvent, ThreadRow } from '../generated/contract.ts';
import { filterCounts, inboxOf } from '../src/state/inbox.ts';
import { hashOf, pageOf } from '../src/state/page.ts';
import { reduce } from '../src/state/reduce.ts';
import { type Action, EMPTY, type Me, type Pending, type State } from '../src/state/state.ts';
import { HELLO, ROW, event } from './world.ts';

const NOW = '2026-11-23T10:00:00.000Z';
const all = (state: State, ...actions: Action[]): State => actions.reduce(reduce, state);
const heard = (state: State, ...events: SomeEvent[]): State =>
  events.reduce((before, one) => reduce(before, { type: 'event', event: one }), state);

function started(row: ThreadRow = ROW, person = 'a.khan'): State {
  return all(
    EMPTY,
    { type: 'connecting' },
    { type: 'hello', hello: { ...HELLO, person } as Me },
    { type: 'threads', threads: [row], isFirst: true, isComplete: true },
    { type: 'page', page: { name: 'case', thread: 't1' } },
    { type: 'opened', history: { thread: row, events: [], messages: [], reads: [], complete: true } },
  );
}

const ANSWERED = event('case.answered', 2, 2, 'e.okafor', {
  message: 'm2',
  answer: 'Yes.',
  in_primary_care: 'Apixaban.',
  recommendation: 'OTHER',
});

test('an answer changes the row, the open case and the unread count, once', () => {
  const once = heard(started(), ANSWERED);
  expect(once.threads[0]).toMatchObject({ state: 'answered', unread: 1, waiting_on_me: true, last_seq: 2 });
  expect(once.threads[0]).not.toHaveProperty('reply_due');
  expect(once.opened?.messages['m2']).toMatchObject({
    kind: 'answer',
    body: 'Yes.',
    in_primary_care: 'Apixaban.',
  });
  expect(heard(once, ANSWERED)).toEqual(once);
});

test('what is heard while a case is on its way is not lost when it comes', () => {
  const opening = heard({ ...started(), opened: null }, ANSWERED);
  const history = { thread: ROW, events: [], messages: [], reads: [], complete: true };
  const elsewhere = { ...event('message.sent', 3, 3, 'e.okafor', { message: 'm3', body: 'Other' }), thread: 't2' };
  const opened = all(opening, { type: 'opened', history, meanwhile: [ANSWERED, elsewhere] });
  expect(opened.opened?.messages['m2']).toMatchObject({ body: 'Yes.' });
  expect(opened.opened?.row.state).toBe('answered');
  expect(opened.threads[0]?.state).toBe('answered');
  expect(Object.keys(opened.opened?.messages ?? {})).toEqual(['m2']);
  const told = all(opening, { type: 'opened', history: { ...history, events: [ANSWERED] }, meanwhile: [ANSWERED] });
  expect(told.opened?.events).toHaveLength(1);
});

test('every step of a case moves the row as the server would', () => {
  const close = event('case.closed', 3, 3, 'a.khan', { outcome: 'managed_in_primary_care' });
  const reopen = event('case.reopened', 4, 4, 'a.khan', { reason: 'Worse' });
  const request = event('case.information_requested', 5, 5, 'e.okafor', { message: 'm5', body: 'ECG?' });
  const give = event('message.sent', 6, 6, 'a.khan', {
    message: 'm6',
    body: 'Here',
    reply_due: '2026-11-27T17:00:00.000Z',
  });
  const states = [ANSWERED, close, reopen, request, give].map((_one, index, steps) => {
    const [row] = heard(started(), ...steps.slice(0, index + 1)).threads;
    return [row?.state, row?.waiting_on_me, row?.outcome, row?.reply_due];
  });
  expect(states).toEqual([
    ['answered', true, undefined, undefined],
    ['closed', false, 'managed_in_primary_care', undefined],
    ['answered', true, undefined, undefined],
    ['awaiting_information', true, undefined, undefined],
    ['awaiting_answer', false, undefined, '2026-11-27T17:00:00.000Z'],
  ]);
});

test('a new case stands in the list before the server is asked again', () => {
  const asked = event(
    'case.asked',
    20,
    1,
    'b.osei',
    {
      message: 'm20',
      asked: 'e.okafor',
      patient: { nhs_number: '9990000018' },
      title: 'Chest pain',
      question: 'Clinic?',
      urgency: 'urgent',
      intent: 'unsure',
      reply_due: '2026-11-23T17:00:00.000Z',
      treatment_function: '320',
      neighbourhood: 'riverside',
    },
    { thread: 't20' },
  );
  const state = heard(started(ROW, 'e.okafor'), asked);
  expect(state.threads[1]).toMatchObject({
    thread: 't20',
    title: 'Chest pain',
    unread: 1,
    waiting_on_me: true,
    asked_name: 'Dr Okafor',
  });
  const reread = reduce(state, {
    type: 'threads',
    threads: [{ ...ROW, thread: 't20', opened_by_name: 'Dr Osei' }],
    isFirst: true,
    isComplete: true,
  });
  expect(reread.threads.map((row) => row.thread)).toEqual(['t1', 't20']);
  expect(reread.threads[1]?.opened_by_name).toBe('Dr Osei');
});

test('a message that the row had counted already is not counted again', () => {
  const row = { ...ROW, last_seq: 9, unread: 2 };
  expect(heard(started(row), ANSWERED).threads[0]?.unread).toBe(2);
});

test('my read mark, from whichever tab, takes the unread away; that of others shows as seen', () => {
  const unread = heard(started(), ANSWERED);
  const mine = heard(unread, event('read.marked', 3, 3, 'a.khan', { seq: 2 }));
  expect(mine.threads[0]).toMatchObject({ unread: 0, read_seq: 2 });
  const theirs = heard(unread, event('read.marked', 3, 3, 'e.okafor', { seq: 2 }));
  expect(theirs.threads[0]?.unread).toBe(1);
  expect(theirs.opened?.reads).toEqual([{ person: 'e.okafor', seq: 2, at: NOW }]);
});

test('a correction keeps the first words, a removal destroys them and what stood beside them', () => {
  const answered = heard(started(), ANSWERED);
  const corrected = heard(
    answered,
    event('message.amended', 3, 3, 'e.okafor', { message: 'm2', body: 'No.', reason: 'Slip' }),
  );
  expect(corrected.opened?.messages['m2']).toMatchObject({
    body: 'No.',
    original_body: 'Yes.',
    amendment_reason: 'Slip',
  });
  const removed = heard(
    corrected,
    event('message.redacted', 4, 4, 'e.okafor', { message: 'm2', reason: 'Wrong patient' }),
  );
  expect(removed.opened?.messages['m2']).toMatchObject({
    redaction_reason: 'Wrong patient',
    recommendation: 'OTHER',
  });
  expect(JSON.stringify(removed.opened?.messages)).not.toMatch(/Yes\.|No\.|Apixaban|Slip/);
});

const ITEM: Pending = {
  txn: 'x',
  cmd: 'message.send',
  args: { thread: 't1', body: 'Hello' },
  thread: 't1',
  label: 'Your message',
  body: 'Hello',
  at: 0,
  state: 'queued',
};

test('a message is shown queued, sending, failed, and goes when its event comes', () => {
  const states = (state: State) => state.outbox.map((item) => item.state);
  const queued = reduce(started(), { type: 'queued', item: ITEM });
  const sending = reduce(queued, { type: 'sending', txn: 'x' });
  const failed = reduce(sending, { type: 'failed', txn: 'x', sentence: 'No.' });
  expect([queued, sending, failed].map(states)).toEqual([['queued'], ['sending'], ['failed']]);
  const mine = event('message.sent', 2, 2, 'a.khan', { message: 'm2', body: 'Hello' }, { txn: 'x' });
  expect(states(heard(sending, mine))).toEqual([]);
  expect(states(reduce(sending, { type: 'settled', txn: 'x' }))).toEqual([]);
});

test('when a session ends nothing that was known stays', () => {
  const ended = reduce(reduce(started(), { type: 'queued', item: ITEM }), {
    type: 'signed_out',
    notice: 'Ended',
  });
  expect(ended).toEqual({
    ...EMPTY,
    page: { name: 'case', thread: 't1' },
    session: 'signed_out',
    notice: 'Ended',
  });
});

const rows: ThreadRow[] = [
  { ...ROW, thread: 'closed', state: 'closed' },
  { ...ROW, thread: 'later', reply_due: '2026-11-30T17:00:00.000Z' },
  { ...ROW, thread: 'topic', kind: 'topic', state: 'open', opened_by: 'x' },
  { ...ROW, thread: 'answered', state: 'answered', waiting_on_me: true, reply_due: undefined },
  { ...ROW, thread: 'soon', reply_due: '2026-11-24T17:00:00.000Z', asked: 'x', opened_by: 'y', unread: 1 },
  { ...ROW, thread: 'late', reply_due: '2026-11-20T17:00:00.000Z', overdue: true },
  { ...ROW, thread: 'urgent', urgency: 'urgent', reply_due: '2026-11-23T17:00:00.000Z' },
].map((row) => row as ThreadRow);

test('the inbox stands in triage order: urgent, overdue, due soonest, then the rest, closed last', () => {
  expect(inboxOf(rows, 'all', 'a.khan', NOW).map((row) => row.thread)).toEqual([
    'urgent',
    'late',
    'answered',
    'soon',
    'later',
    'topic',
    'closed',
  ]);
});

test('each filter keeps what its name says', () => {
  const kept = (filter: Parameters<typeof inboxOf>[1]) => inboxOf(rows, filter, 'a.khan', NOW).map((row) => row.thread);
  expect(kept('unread')).toEqual(['soon']);
  expect(kept('todo')).toEqual(['answered']);
  expect(kept('team')).toEqual(['soon', 'topic']);
  expect(kept('mine')).toEqual(['urgent', 'late', 'answered', 'later', 'closed']);
  expect(filterCounts(rows, 'a.khan')).toEqual({ all: 7, unread: 1, todo: 1, mine: 5, team: 2 });
});

test('an address and its page are each other', () => {
  for (const hash of ['#/', '#/case/t12', '#/print/t12', '#/ask', '#/ask/c1/e.okafor', '#/search', '#/dashboard']) {
    expect(hashOf(pageOf(hash))).toBe(hash);
  }
  for (const hash of ['', '#/nonsense', '#/case', 'x']) expect(pageOf(hash)).toEqual({ name: 'inbox' });
});
