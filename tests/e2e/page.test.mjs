/* What the page says and how it takes things in, without a browser. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as state from '../../clients/web/public/state.mjs';
import { birthDateFrom, patientFrom } from '../../clients/web/public/view_ask.mjs';
import * as words from '../../clients/web/public/words.mjs';

test('an NHS number is taken as people write it, and only with its check digit', () => {
  assert.equal(words.nhsNumberFrom('999 000 0018'), '9990000018');
  assert.equal(words.nhsNumberFrom('999-000-0018'), '9990000018');
  for (const wrong of ['9990000019', '9999999999', '999000001', '999000001x', ''])
    assert.equal(words.nhsNumberFrom(wrong), null);
});

test('times are said as people say them, in London', () => {
  const now = new Date('2026-11-23T10:00:00Z');
  assert.equal(words.whenWords('2026-11-23T17:00:00.000Z', now), 'today 17:00');
  assert.equal(words.whenWords('2026-11-24T17:00:00.000Z', now), 'tomorrow 17:00');
  assert.equal(words.whenWords('2026-11-22T23:30:00.000Z', now), 'yesterday 23:30');
  assert.equal(words.whenWords('2026-11-30T17:00:00.000Z', now), 'Mon 30-Nov 17:00');
  assert.equal(words.whenWords('2027-07-01T16:00:00.000Z', now), 'Thu 01-Jul-2027 17:00');
  assert.equal(words.whenWords('2026-09-15T16:00:00.000Z', now), 'Tue 15-Sep 17:00');
});

test('what a row is waiting for is said in words', () => {
  const now = new Date('2026-11-23T10:00:00Z');
  const row = {
    kind: 'case',
    state: 'awaiting_answer',
    urgency: 'urgent',
    reply_due: '2026-11-23T17:00:00.000Z',
    overdue: false,
  };
  assert.equal(words.dueWords(row, now), 'Reply due today 17:00');
  assert.equal(
    words.dueWords({ ...row, reply_due: '2026-11-20T17:00:00.000Z' }, now),
    'Overdue since Fri 20-Nov 17:00',
  );
  assert.deepEqual(
    words.tagsOf(row).map(([label]) => label),
    ['Urgent', 'Waiting'],
  );
  assert.deepEqual(
    words.tagsOf({ ...row, state: 'closed' }).map(([label]) => label),
    ['Closed'],
  );
  assert.deepEqual(words.tagsOf({ ...row, kind: 'topic' }), []);
});

test('a line pasted from a record fills number, name and birth date', () => {
  assert.deepEqual(patientFrom('SMITH, Jane (Mrs)  Born 12-Mar-1961  NHS No. 999 000 0018'), {
    number: '9990000018',
    name: 'SMITH, Jane (Mrs)',
    born: '12-Mar-1961',
  });
  assert.deepEqual(patientFrom('9990000018\tSMITH, Jane\t12/03/1961'), {
    number: '9990000018',
    name: 'SMITH, Jane',
    born: '12/03/1961',
  });
  assert.equal(patientFrom('SMITH, Jane 12/03/1961'), null);
});

test('a birth date is read in the forms people use', () => {
  for (const text of ['14 3 1961', '14/03/1961', '14-Mar-1961', '1961-03-14', '14 march 1961']) {
    assert.equal(birthDateFrom(text), '1961-03-14', text);
  }
  for (const text of ['30 2 1961', '1961', '14 3 61', '1 1 2999', 'x y z'])
    assert.equal(birthDateFrom(text), null, text);
});

const ROW = {
  thread: 't1',
  conversation: 'c1',
  kind: 'case',
  state: 'awaiting_answer',
  title: 'A',
  opened_by: 'a.khan',
  opened_by_name: 'Dr Khan',
  asked: 'e.okafor',
  asked_name: 'Dr Okafor',
  reply_due: '2026-11-23T17:00:00.000Z',
  overdue: false,
  waiting_on_me: false,
  referred: false,
  last_seq: 1,
  last_at: '',
  read_seq: 1,
  unread: 0,
};

function started() {
  const steps = [
    { type: 'hello', hello: { person: 'a.khan', roles: ['int_clinician'] } },
    { type: 'threads', result: { threads: [ROW], complete: true } },
    { type: 'screen', screen: 'case', thread: 't1' },
    { type: 'opened', history: { thread: ROW, events: [], messages: [], reads: [], complete: true } },
  ];
  return steps.reduce(state.reduce, state.EMPTY);
}

const event = (name, seq, by, data) => ({
  type: 'event',
  event: { pos: seq, seq, event: name, thread: 't1', conversation: 'c1', by, at: '2026-11-23T10:00:00.000Z', data },
});

test('an answer changes the row, the open case and the unread count, once', () => {
  const answered = event('case.answered', 2, 'e.okafor', { message: 'm2', answer: 'Yes.', recommendation: 'OTHER' });
  const once = state.reduce(started(), answered);
  assert.equal(once.threads[0].state, 'answered');
  assert.equal(once.threads[0].unread, 1);
  assert.ok(!('reply_due' in once.threads[0]));
  assert.equal(once.opened.messages.m2.body, 'Yes.');
  assert.equal(once.opened.messages.m2.by_name, 'Dr Okafor');
  const twice = state.reduce(once, answered);
  assert.equal(twice.threads[0].unread, 1);
  assert.equal(twice.opened.events.length, 1);
});

test('a redaction takes the words out of what the page holds', () => {
  const said = state.reduce(started(), event('message.sent', 2, 'e.okafor', { message: 'm2', body: 'Secret.' }));
  const gone = state.reduce(said, event('message.redacted', 3, 'e.okafor', { message: 'm2', reason: 'Slip' }));
  assert.ok(!('body' in gone.opened.messages.m2));
  assert.equal(gone.opened.messages.m2.redaction_reason, 'Slip');
});

test('what I send is shown as queued, then sending, and goes when it is committed', () => {
  const steps = [
    [{ type: 'queued', item: { txn: 'x', thread: 't1', body: 'Hello' } }, ['queued']],
    [{ type: 'sending', txn: 'x' }, ['sending']],
    [{ type: 'failed', txn: 'x', sentence: 'No.' }, ['failed']],
    [{ type: 'settled', txn: 'x' }, []],
  ];
  let now = started();
  for (const [action, expected] of steps) {
    now = state.reduce(now, action);
    assert.deepEqual(
      now.outbox.map((item) => item.state),
      expected,
    );
  }
});

test('when a session ends nothing readable stays, only what waits to be sent', () => {
  const queued = state.reduce(started(), { type: 'queued', item: { txn: 'x', thread: 't1', body: 'Hello' } });
  const expired = state.reduce(queued, { type: 'expired' });
  assert.deepEqual([expired.threads, expired.opened, expired.me, expired.outbox.length], [[], null, null, 1]);
  assert.equal(state.reduce(queued, { type: 'signed_out' }).outbox.length, 0);
});

test('the inbox stands in the order of promises, closed cases last', () => {
  const rows = [
    { ...ROW, thread: 't4', state: 'closed', reply_due: undefined },
    { ...ROW, thread: 't2', reply_due: '2026-11-25T17:00:00.000Z' },
    { ...ROW, thread: 't3', state: 'answered', reply_due: undefined },
    ROW,
  ];
  const now = state.reduce(started(), { type: 'threads', result: { threads: rows, complete: true } });
  assert.deepEqual(
    state.inboxOf(now).map((row) => row.thread),
    ['t1', 't2', 't3', 't4'],
  );
});
