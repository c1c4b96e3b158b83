/* Virtual MDTs: what is said of them, and what events about them do to the page. */
import { expect, test } from 'vitest';

import type { ContributionRow, MdtCaseRow, MdtRow, MeetingRow } from '../generated/contract.ts';
import { hashOf, pageOf, threadHash } from '../src/state/page.ts';
import { reduce } from '../src/state/reduce.ts';
import { EMPTY, type Me } from '../src/state/state.ts';
import {
  agendaTag,
  deferredWords,
  functionName,
  functionsWords,
  isOneTap,
  meetingNow,
  meetingWords,
  outcomeLines,
  quorumWords,
  rhythmWords,
  stateOf,
} from '../src/words/mdt.ts';
import { tagsOf, whoWords } from '../src/words/rows.ts';
import { fromLondon, londonTime } from '../src/words/times.ts';
import { HELLO, event } from './world.ts';

const NOW = new Date('2026-11-24T10:00:00Z');

const slot = (code: string, contributed: boolean, more: Partial<ContributionRow> = {}): ContributionRow => ({
  treatment_function: code,
  required: true,
  contributed,
  dissents: false,
  guest: false,
  ...more,
});

const CASE: MdtCaseRow = {
  thread: 't70',
  added_by: 'a.khan',
  added_by_name: 'Dr Khan',
  tag: 'discuss',
  state: 'in_discussion',
  contributions: [slot('320', true), slot('430', false)],
  quorate: false,
  asked_of_me: false,
  put_off: false,
};

const meeting = (id: string, state: MeetingRow['state'], opens: string): MeetingRow => ({
  meeting: id,
  conversation: 'c1',
  state,
  opens,
  closes: `${opens.slice(0, 10)}T17:00:00.000Z`,
});

test('specialties are called by their names, and what has none by its code', () => {
  expect(functionName('320')).toBe('Cardiology');
  expect(functionName('xyz')).toBe('xyz');
  expect(functionsWords(['320', '330', '430'])).toBe('Cardiology, Dermatology and Elderly Medicine');
  expect(functionsWords([])).toBe('');
});

test('the quorum says how many views are in and whose is not, and two voices of a specialty count once', () => {
  expect(quorumWords(CASE)).toBe('1 of 2 required views is in. Not yet: Elderly Medicine');
  const both = [slot('320', true), slot('320', true), slot('430', false)];
  expect(quorumWords({ ...CASE, contributions: both })).toBe('1 of 2 required views is in. Not yet: Elderly Medicine');
  expect(quorumWords({ ...CASE, tag: 'standard_care' })).toBe('Standard care needs no quorum');
  expect(quorumWords({ ...CASE, contributions: [slot('320', true)] })).toBe('The required view is in');
  expect(quorumWords({ ...CASE, contributions: [slot('320', true, { required: false })] })).toBe(
    'No specialty is required',
  );
});

test('a case stands on an agenda as one of four, and one put off before is not put off now', () => {
  const label = (more: Partial<MdtCaseRow>) => agendaTag({ ...CASE, ...more }).label;
  expect(label({})).toBe('Discuss');
  expect(label({ tag: 'standard_care' })).toBe('Standard care');
  expect(label({ put_off: true, deferred: 'no_quorum' })).toBe('Deferred');
  expect(label({ deferred: 'no_quorum' })).toBe('Discuss');
  expect(label({ state: 'decided', put_off: true })).toBe('Decided');
});

test('a shortage of the quorum is said plainly', () => {
  expect(deferredWords({ ...CASE, put_off: true, deferred: 'no_quorum' })).toBe(
    'The meeting closed without its quorum: Elderly Medicine had not spoken.',
  );
  expect(deferredWords({ ...CASE, deferred: 'by_chair' })).toBe('Deferred before. The chair put it off.');
  expect(deferredWords({ ...CASE, deferred: 'by_chair', state: 'decided' })).toBe('');
  expect(deferredWords(CASE)).toBe('');
});

test('standard care is agreed in one tap, unless somebody dissents, a referral is in question, or it is over', () => {
  const standard: MdtCaseRow = { ...CASE, tag: 'standard_care' };
  expect(isOneTap(standard)).toBe(true);
  expect(isOneTap(CASE)).toBe(false);
  expect(isOneTap({ ...standard, would_refer_to: ['320'] })).toBe(false);
  expect(isOneTap({ ...standard, contributions: [slot('320', true, { dissents: true })] })).toBe(false);
  expect(isOneTap({ ...standard, state: 'decided' })).toBe(false);
  expect(isOneTap({ ...standard, put_off: true })).toBe(false);
});

test('an open meeting matters before a planned one, and the earlier of two planned', () => {
  const planned = meeting('g2', 'planned', '2026-12-08T09:00:00.000Z');
  const later = meeting('g3', 'planned', '2026-12-22T09:00:00.000Z');
  const open = meeting('g1', 'open', '2026-11-24T09:00:00.000Z');
  const closed = meeting('g0', 'closed', '2026-11-10T09:00:00.000Z');
  const mdt = (meetings: MeetingRow[]) => ({ meetings }) as unknown as MdtRow;
  expect(meetingNow(mdt([later, planned, open, closed]), NOW)?.meeting).toBe('g1');
  expect(meetingNow(mdt([later, planned, closed]), NOW)?.meeting).toBe('g2');
  expect(meetingNow(mdt([closed]), NOW)).toBeUndefined();
  expect(meetingWords(open, NOW)).toBe('Open until today 17:00');
  expect(stateOf({ ...open, state: 'planned' }, NOW)).toBe('open');
  expect(stateOf(open, new Date('2026-11-24T17:00:00Z'))).toBe('closed');
  expect(stateOf(planned, NOW)).toBe('planned');
  expect(rhythmWords({ every_weeks: 2, next_on: '2026-12-08', ended: false } as MdtRow)).toBe(
    'Every 2 weeks, next on 08-Dec-2026',
  );
  expect(rhythmWords({ every_weeks: 2, ended: true } as MdtRow)).toBe('Has ended');
});

test('where the patient goes is said for each way', () => {
  expect(outcomeLines({ managed: ['320'], refer: ['430', '330'] })).toEqual([
    'No referral to Cardiology: the team looks after it',
    'Refer to Elderly Medicine and Dermatology',
  ]);
  expect(outcomeLines({})).toEqual([]);
});

test('a time entered is London’s, in winter, in summer, and where the clock goes back', () => {
  expect(fromLondon('2026-11-24', '09:00')).toBe('2026-11-24T09:00:00.000Z');
  expect(fromLondon('2026-07-01', '09:00')).toBe('2026-07-01T08:00:00.000Z');
  expect(fromLondon('2026-07-01', '00:30')).toBe('2026-06-30T23:30:00.000Z');
  expect(fromLondon('2026-10-25', '01:30')).toBe('2026-10-25T00:30:00.000Z');
  expect(fromLondon('2026-10-25', '02:00')).toBe('2026-10-25T02:00:00.000Z');
  expect(londonTime('2026-07-01T08:05:00.000Z')).toBe('09:05');
});

test('every page of MDTs has an address that leads back to it', () => {
  for (const page of [
    { name: 'mdts' },
    { name: 'actions' },
    { name: 'mdt', id: 'c50' },
    { name: 'meeting', id: 'g58' },
    { name: 'mdt_case', thread: 't70' },
    { name: 'minutes', id: 'g58' },
  ] as const)
    expect(pageOf(hashOf(page))).toEqual(page);
  expect(threadHash('t70', 'mdt_case')).toBe('#/mdt_case/t70');
  expect(threadHash('t1', 'case')).toBe('#/case/t1');
});

const ADDED = event(
  'mdt.case_added',
  20,
  4,
  'b.osei',
  { message: 'm20', meeting: 'g58', patient: { nhs_number: '9990000018' }, title: 'Falls', question: 'Stop it?' },
  { thread: 't20' },
);
const CONTRIBUTED = event(
  'mdt.contributed',
  21,
  5,
  'e.okafor',
  { message: 'm21', body: 'Halve it', dissents: false },
  { thread: 't20' },
);
const DECIDED = event('mdt.decided', 22, 6, 'k.byrne', { message: 'm22', decision: 'Stop it' }, { thread: 't20' });
const FINISHED = event('action.finished', 23, 7, 'a.khan', { action: 'a1', state: 'done' }, { thread: 't20' });

test('a case put before the MDT stands in the list, counts what is said in it, and is decided', () => {
  const started = reduce(EMPTY, { type: 'hello', hello: { ...HELLO } as Me });
  const after = [ADDED, CONTRIBUTED, DECIDED].map((_one, index, all) =>
    all.slice(0, index + 1).reduce((state, one) => reduce(state, { type: 'event', event: one }), started),
  );
  expect(after.map(({ threads: [row] }) => [row?.kind, row?.state, row?.unread, row?.title])).toEqual([
    ['mdt_case', 'in_discussion', 1, 'Falls'],
    ['mdt_case', 'in_discussion', 2, 'Falls'],
    ['mdt_case', 'decided', 3, 'Falls'],
  ]);
  const [row] = after[2]?.threads ?? [];
  if (!row) throw new Error('the case is not in the list');
  expect(row.patient).toEqual({ nhs_number: '9990000018' });
  expect(tagsOf(row).map(({ label }) => label)).toEqual(['MDT', 'Decided']);
  expect(whoWords(row, 'a.khan')).toBe('b.osei put it before the MDT');
});

test('who shows an MDT, a case or actions learns that there is news, and of nothing else', () => {
  const news = (...events: (typeof ADDED)[]) =>
    events.reduce((state, one) => reduce(state, { type: 'event', event: one }), EMPTY).news;
  expect(news(CONTRIBUTED)).toEqual({ mdts: 21, c1: 21, t20: 21 });
  expect(news(CONTRIBUTED, FINISHED)).toEqual({ mdts: 21, actions: 23, c1: 23, t20: 23 });
  expect(news(event('message.sent', 30, 8, 'a.khan', { message: 'm30', body: 'Hello' }))).toEqual({});
  expect(news(event('message.redacted', 31, 9, 'a.khan', { message: 'm21' }))).toEqual({ c1: 31, t1: 31 });
});
