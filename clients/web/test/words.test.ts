/* What the page says, and what it understands of what people write. */
import { expect, test } from 'vitest';

import { ENOUGH_POINTS, controlChart } from '../src/words/control_chart.ts';
import { percentWords, shareOf, sumOf } from '../src/words/figures.ts';
import { highlight } from '../src/words/highlight.ts';
import { byteLength, titleFrom, tooLong } from '../src/words/limits.ts';
import { bannerName, birthDateFrom, nhsNumberFrom, patientFrom } from '../src/words/numbers.ts';
import { dueWords, tagsOf, usualReplyWords } from '../src/words/rows.ts';
import { ageYears, firstOfMonth, londonDay, stampWords, whenWords } from '../src/words/times.ts';
import { ROW } from './world.ts';

const NOW = new Date('2026-11-23T10:00:00Z');

test('an NHS number is taken as people write it, and only with its check digit', () => {
  expect(nhsNumberFrom('999 000 0018')).toBe('9990000018');
  expect(nhsNumberFrom('999-000-0018')).toBe('9990000018');
  for (const wrong of ['9990000019', '9999999999', '999000001', '999000001x', ''])
    expect(nhsNumberFrom(wrong)).toBeNull();
});

test('times are said as people say them, in London', () => {
  expect(whenWords('2026-11-23T17:00:00.000Z', NOW)).toBe('today 17:00');
  expect(whenWords('2026-11-24T17:00:00.000Z', NOW)).toBe('tomorrow 17:00');
  expect(whenWords('2026-11-22T23:30:00.000Z', NOW)).toBe('yesterday 23:30');
  expect(whenWords('2026-11-30T17:00:00.000Z', NOW)).toBe('Mon 30-Nov 17:00');
  expect(whenWords('2027-07-01T16:00:00.000Z', NOW)).toBe('Thu 01-Jul-2027 17:00');
  expect(whenWords('2026-09-15T16:00:00.000Z', NOW)).toBe('Tue 15-Sep 17:00');
  expect(stampWords('2026-07-01T23:30:00.000Z')).toBe('02-Jul-2026 00:30');
  expect(londonDay(new Date('2026-07-01T23:30:00.000Z'))).toBe('2026-07-02');
  expect(firstOfMonth(NOW, 11)).toBe('2025-12-01');
});

test('what a row waits for is said in words', () => {
  const urgent = { ...ROW, urgency: 'urgent' as const, reply_due: '2026-11-23T17:00:00.000Z' };
  expect(dueWords(urgent, NOW)).toBe('Reply due today 17:00');
  expect(dueWords({ ...urgent, reply_due: '2026-11-20T17:00:00.000Z' }, NOW)).toBe('Overdue since Fri 20-Nov 17:00');
  expect(tagsOf(urgent).map(({ label }) => label)).toEqual(['Urgent', 'Waiting']);
  expect(tagsOf({ ...urgent, state: 'closed' }).map(({ label }) => label)).toEqual(['Closed']);
  expect(tagsOf({ ...urgent, kind: 'topic' })).toEqual([]);
});

test('a line pasted from a record fills number, name and birth date', () => {
  expect(patientFrom('SMITH, Jane (Mrs)  Born 12-Mar-1961  NHS No. 999 000 0018')).toEqual({
    number: '9990000018',
    name: 'SMITH, Jane (Mrs)',
    born: '12-Mar-1961',
  });
  expect(patientFrom('9990000018\tSMITH, Jane\t12/03/1961')).toEqual({
    number: '9990000018',
    name: 'SMITH, Jane',
    born: '12/03/1961',
  });
  expect(patientFrom('OSBORN, Dobbin DOB 12/03/1961 999 000 0018')?.name).toBe('OSBORN, Dobbin');
  expect(patientFrom('SMITH, Jane 12/03/1961')).toBeNull();
});

test('a birth date is read in the forms people use', () => {
  for (const text of ['14 3 1961', '14/03/1961', '14-Mar-1961', '1961-03-14', '14 march 1961']) {
    expect(birthDateFrom(text, NOW), text).toBe('1961-03-14');
  }
  for (const text of ['30 2 1961', '1961', '14 3 61', '1 1 2999', 'x y z'])
    expect(birthDateFrom(text, NOW), text).toBeNull();
  expect(ageYears('1961-11-23', NOW)).toBe(65);
  expect(ageYears('1961-11-24', NOW)).toBe(64);
});

test('the family name stands in capitals, a name without a comma as it is', () => {
  expect(bannerName('Smith, Jane (Mrs)')).toBe('SMITH, Jane (Mrs)');
  expect(bannerName('Jane Smith')).toBe('Jane Smith');
});

test('a usual reply time is said only where it is known', () => {
  const someone = {
    person: 'x',
    display_name: 'X',
    lead: true,
    open_threads: 0,
    asked_this_week: 0,
    promised_reply_hours: 16,
  };
  expect(usualReplyWords(someone)).toBe('');
  expect(usualReplyWords({ ...someone, usual_reply_hours: 1 })).toBe('Usually replies in 1 working hour');
  expect(usualReplyWords({ ...someone, usual_reply_hours: 3 })).toBe('Usually replies in 3 working hours');
});

test('length is counted as the server counts it', () => {
  expect(byteLength('aé€😀')).toBe(10);
  expect(tooLong('a'.repeat(10), 10)).toBe('');
  expect(tooLong('é'.repeat(10), 10)).toMatch(/too long by about 10/);
});

test('a title is the first sentence of the question', () => {
  expect(titleFrom('Irregular pulse at rest. ECG done.')).toBe('Irregular pulse at rest');
  expect(titleFrom('Is an echo needed? No symptoms')).toBe('Is an echo needed?');
  expect(titleFrom(`BP 138/82. ${'Long words follow '.repeat(20)}`)).toMatch(/^BP 138\/82\. Long.*…$/);
  expect(titleFrom('x'.repeat(300)).length).toBeLessThanOrEqual(120);
});

test('what was searched for is marked, whatever its accents and endings', () => {
  const marked = (excerpt: string, text: string) =>
    highlight(excerpt, text)
      .filter(({ isMatch }) => isMatch)
      .map(({ words }) => words);
  expect(marked('Start anticoagulation now.', 'ANTICOAG*')).toEqual(['anticoagulation']);
  expect(marked('Ménière, then Meniere', 'meniere')).toEqual(['Ménière', 'Meniere']);
  expect(marked('A cat in a catalogue', 'dog')).toEqual([]);
  expect(
    highlight('A b', 'b')
      .map(({ words }) => words)
      .join(''),
  ).toBe('A b');
});

test('withheld counts stay withheld', () => {
  expect(sumOf([1, 2, 3])).toBe(6);
  expect(sumOf([1, '*'])).toBe('*');
  expect(percentWords(1, '*')).toBe('*');
  expect(percentWords(1, 3)).toBe('33%');
  expect(percentWords(1, 300)).toBe('0.3%');
  expect(percentWords(0, 0)).toBe('');
  expect(shareOf('*', 5)).toBe(0);
});

test('the limits of an XmR chart are those of the textbook', () => {
  const values = [10, 12, 11, 13, 12, 11, 10, 12, 13, 11, 12, 11];
  const chart = controlChart(values);
  expect(controlChart(values.slice(0, ENOUGH_POINTS - 1))).toBeNull();
  // mean 11.5; moving ranges 2 1 2 1 1 1 2 1 2 1 1 = 15 / 11; limits at 2.66 times that
  expect(chart?.mean).toBeCloseTo(11.5, 6);
  expect(chart?.upper).toBeCloseTo(11.5 + (2.66 * 15) / 11, 6);
  expect(chart?.lower).toBeCloseTo(11.5 - (2.66 * 15) / 11, 6);
  expect(chart?.specials.every((special) => special === 'none')).toBe(true);
});

test('points that are not chance are marked: beyond a limit, seven on one side, seven rising', () => {
  expect(controlChart([5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 40])?.specials.at(-1)).toBe('beyond');
  const runs = controlChart([3, 4, 3, 4, 3, 4, 3, 6, 7, 6, 7, 6, 7, 6])?.specials;
  expect(runs?.slice(0, 7).every((special) => special === 'run')).toBe(true);
  expect(runs?.slice(7).every((special) => special === 'run')).toBe(true);
  const trend = controlChart([9, 4, 8, 4, 5, 5.5, 6, 6.5, 7, 7.5, 8, 3])?.specials;
  expect(trend?.filter((special) => special === 'trend').length).toBeGreaterThanOrEqual(7);
});
