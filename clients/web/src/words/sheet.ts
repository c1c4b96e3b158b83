/*
 * Files that spreadsheets read and write: a first line that names the columns, and a line for each person or link, as
 * `corridorctl people export` and `import` have them.
 */
import Papa from 'papaparse';

import type { Line, Shape } from './files.ts';

/** What a spreadsheet would take for a formula; an apostrophe in front makes it text, and one more keeps that one. */
const FORMULA = /^'*[=+\-@\t\r]/;
const guarded = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell);
const unguarded = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;

const shown = (words: string): string => (words.length > 40 ? `${words.slice(0, 40)}…` : words);
const breaksIn = (row: readonly string[]): number =>
  row.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);

function problemOfHeader(header: readonly string[], { columns, mayBeMissing }: Shape): string {
  const unknown = header.find((name) => !columns.includes(name));
  if (unknown !== undefined)
    return `Line 1: the column “${shown(unknown)}” is not known. The columns are ${columns.join(', ')}.`;
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice) return `Line 1: the column “${twice}” stands there twice.`;
  const missing = columns.find((name) => !header.includes(name) && !mayBeMissing.includes(name));
  return missing ? `Line 1: the column “${missing}” is missing. It may be empty, but must be there.` : '';
}

/** The lines of a file, or a sentence that says what is wrong with it. Rows of empty cells are passed over. */
export function linesOf(text: string, shape: Shape): readonly Line[] | string {
  const { data, errors } = Papa.parse(text.replace(/^\uFEFF/, ''), { delimiter: ',' });
  const [header = []] = data;
  if (header.every((name) => name === '')) return 'The file is empty. Its first line must name the columns.';
  const badRow = errors[0]?.row;
  const lines: Line[] = [];
  let at = 1;
  const problem = problemOfHeader(header, shape);
  if (problem && badRow !== 0) return problem;
  for (const [index, row] of data.entries()) {
    if (index === badRow) return `Line ${at}: a quote stands in the wrong place, or is never closed.`;
    const isEmpty = row.every((cell) => cell === '');
    if (index > 0 && !isEmpty && row.length !== header.length)
      return `Line ${at}: there are ${row.length} cells under ${header.length} columns.`;
    if (index > 0 && !isEmpty) {
      const cells = header.map((name, column) => [name, unguarded(row[column] ?? '')] as const);
      lines.push({ ...Object.fromEntries(cells.filter(([, cell]) => cell !== '')), line: at });
    }
    at += 1 + breaksIn(row);
  }
  return lines.length > 0 ? lines : 'There is nothing below the names of the columns.';
}

const cellOf = (value: unknown): string =>
  value === undefined || value === null ? '' : Array.isArray(value) ? value.join(';') : String(value);

/** A file that can be read again: UTF-8 with a mark in front, for spreadsheets; lists with semicolons. */
export function fileOf(rows: readonly object[], { columns }: Shape): string {
  const cells = rows.map((row) => columns.map((name) => guarded(cellOf((row as Record<string, unknown>)[name]))));
  return `\uFEFF${Papa.unparse([columns, ...cells], { quotes: true, newline: '\r\n' })}\r\n`;
}

/** The lines in pieces that fit into one command: so many lines, so many bytes of JSON. */
export function piecesOf(
  lines: readonly Line[],
  { most, bytes }: { most: number; bytes: number },
): readonly (readonly Line[])[] {
  const pieces: Line[][] = [];
  let size = 0;
  for (const line of lines) {
    // A letter of JSON is at most three bytes of UTF-8 for each unit of its length.
    const length = JSON.stringify(line).length * 3;
    const last = pieces.at(-1);
    if (!last || last.length >= most || size + length > bytes) {
      pieces.push([line]);
      size = length;
    } else {
      last.push(line);
      size += length;
    }
  }
  return pieces;
}
