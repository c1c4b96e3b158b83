/* Files of people and links: read line by line, written so that they can be read again. */
import { expect, test } from 'vitest';

import { LINKS_FILE, PEOPLE_FILE } from '../src/words/files.ts';
import { fileOf, linesOf, piecesOf } from '../src/words/sheet.ts';

const HEADER = 'person,display_name,roles,job_title,professional_number,organisation,neighbourhood,treatment_function';

test('a line is told by where it stands in the file, also behind cells of several lines and empty rows', () => {
  const text = `\uFEFF${HEADER}\r\na.khan,"Khan,\r\nAmina",int_clinician,,,,riverside,\r\n,,,,,,,\r\n\r\nb.osei,Ben,manager,,,,,\r\n`;
  expect(linesOf(text, PEOPLE_FILE)).toEqual([
    { line: 2, person: 'a.khan', display_name: 'Khan,\r\nAmina', roles: 'int_clinician', neighbourhood: 'riverside' },
    { line: 6, person: 'b.osei', display_name: 'Ben', roles: 'manager' },
  ]);
});

test('a file that is none is refused with what is wrong and where', () => {
  const refusals: [string, RegExp][] = [
    ['', /is empty/],
    ['person,display_name\nx,y\n', /Line 1: the column “roles” is missing/],
    [`${HEADER},shoe_size\n`, /Line 1: the column “shoe_size” is not known/],
    [`${HEADER},roles\n`, /Line 1: the column “roles” stands there twice/],
    [`${HEADER}\na.khan,Dr\n`, /Line 2: there are 2 cells under 8 columns/],
    [`${HEADER}\nx,y,,,,,,\n"x,`, /Line 3: a quote/],
    [`${HEADER}\nx,y,"a"b,,,,,\n`, /Line 2: a quote/],
    [`${HEADER}\n`, /nothing below/],
  ];
  for (const [text, sentence] of refusals) expect(linesOf(text, PEOPLE_FILE), text).toMatch(sentence);
});

test('what is written is read again as it was, formulas and quotes included', () => {
  const rows = [
    {
      person: 'q.odd',
      display_name: '=1+1, "quoted"',
      roles: ['manager', 'auditor'],
      job_title: "'-Ünïcödé",
      devices: 3,
    },
  ];
  const text = fileOf(rows, PEOPLE_FILE);
  expect(text).toContain('"\'=1+1, ""quoted"""');
  expect(text.startsWith('\uFEFF"person","display_name"')).toBe(true);
  expect(text.endsWith('\r\n')).toBe(true);
  expect(linesOf(text, PEOPLE_FILE)).toEqual([
    { line: 2, person: 'q.odd', display_name: '=1+1, "quoted"', roles: 'manager;auditor', job_title: "'-Ünïcödé" },
  ]);
});

test('links keep their numbers and the order of their specialists', () => {
  const link = {
    link: 'l1',
    neighbourhood: 'riverside',
    treatment_function: '320',
    specialists: ['b', 'a'],
    reply_working_days: 2,
  };
  expect(linesOf(fileOf([link], LINKS_FILE), LINKS_FILE)).toEqual([
    { line: 2, neighbourhood: 'riverside', treatment_function: '320', specialists: 'b;a', reply_working_days: '2' },
  ]);
});

test('lines travel in pieces, and none is lost', () => {
  const lines = Array.from({ length: 7 }, (_, index) => ({ line: index + 2, person: `p.${index}` }));
  expect(piecesOf(lines, { most: 3, bytes: 1e6 }).map((piece) => piece.length)).toEqual([3, 3, 1]);
  const small = piecesOf(lines, { most: 3, bytes: 1 });
  expect(small.flat()).toEqual(lines);
  expect(small.length).toBe(7);
});
