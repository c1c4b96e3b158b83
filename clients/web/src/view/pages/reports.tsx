/* What the pages of reports share: a table that is its own chart, what its words mean, and the file of its figures. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';

import { type Count, countWords, shareOf } from '../../words/figures.ts';
import { type Asked, Rows } from '../asking.tsx';

/** First and last day, included. */
export interface Period {
  from: string;
  until: string;
}

type Meanings = readonly (readonly [word: string, meaning: string])[];

const Words = createContext<Meanings>([]);

/** Figures whose headings open what they mean; Definitions among them tells all of it. */
export function Explained({ words, children }: { words: Meanings; children: ComponentChildren }) {
  return <Words.Provider value={words}>{children}</Words.Provider>;
}

const idOf = (word: string): string => `means-${word.toLowerCase().replaceAll(' ', '-')}`;

/** The heading of a column; behind it stands what it means, where that is not plain. */
export function Heading({ word, isFigure = false }: { word: string; isFigure?: boolean }) {
  const isExplained = useContext(Words).some(([known]) => known === word);
  return (
    <th scope="col" class={isFigure ? 'figure' : undefined}>
      {isExplained ? (
        <button type="button" class="plain heading-word" popovertarget={idOf(word)}>
          {word}
        </button>
      ) : (
        word
      )}
    </th>
  );
}

/** A bar of two parts, solid and outlined, each a share of the greatest; the numbers stand next to it as text. */
export function CellBar({ solid, outlined, greatest }: { solid: Count; outlined: Count; greatest: number }) {
  const first = 100 * shareOf(solid, greatest);
  const second = 100 * shareOf(outlined, greatest);
  return (
    <svg class="cell-bar" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="cell-bar__confirmed" x="0" y="0" width={first} height="14" />
      <rect class="cell-bar__provisional" x={first} y="1" width={second} height="12" />
    </svg>
  );
}

const numberOf = (count: Count): number => (count === '*' ? 0 : count);

interface Column<T> {
  heading: string;
  /** A count stands right, and as "*" where it is withheld; a text left. */
  cell: (row: T) => Count | string;
  /** In this column a bar stands beside the number. */
  bar?: (row: T) => { solid: Count; outlined: Count };
}

interface ReportTableProps<T> {
  name: string;
  rows: readonly T[];
  keyOf: (row: T) => string;
  rowName: readonly [heading: string, cell: (row: T) => ComponentChildren];
  columns: readonly Column<T>[];
}

export function ReportTable<T>({ name, rows, keyOf, rowName, columns }: ReportTableProps<T>) {
  const [heading, nameOf] = rowName;
  return (
    <div class="table-scroll" role="group" aria-label={name} tabIndex={0}>
      <table class="figures">
        <thead>
          <tr>
            <Heading word={heading} />
            {columns.flatMap((column) => [
              <Heading word={column.heading} isFigure key={column.heading} />,
              ...(column.bar ? [<td aria-hidden="true" key={`${column.heading} bar`} />] : []),
            ])}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              <th scope="row">{nameOf(row)}</th>
              {columns.flatMap((column) => {
                const cell = column.cell(row);
                return [
                  <td class="figure" key={column.heading}>
                    {typeof cell === 'number' ? countWords(cell) : cell}
                  </td>,
                  ...(column.bar
                    ? [
                        <td class="bar-cell" key={`${column.heading} bar`}>
                          <CellBar {...column.bar(row)} greatest={greatestOf(rows, column.bar)} />
                        </td>,
                      ]
                    : []),
                ];
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const greatestOf = <T,>(rows: readonly T[], bar: NonNullable<Column<T>['bar']>): number =>
  Math.max(1, ...rows.map((row) => numberOf(bar(row).solid) + numberOf(bar(row).outlined)));

/** What the words of a report mean: each behind its heading, and all of them folded away, which is also printed. */
export function Definitions() {
  const words = useContext(Words);
  return (
    <>
      {words.map(([word, meaning]) => (
        <div popover="auto" id={idOf(word)} class="meaning" key={word}>
          <p>
            <strong>{word}</strong>
          </p>
          <p>{meaning}</p>
        </div>
      ))}
      <details class="nhsuk-details definitions">
        <summary class="nhsuk-details__summary">
          <span class="nhsuk-details__summary-text">What the words mean</span>
        </summary>
        <dl class="nhsuk-details__text">
          {words.map(([word, meaning]) => (
            <div key={word}>
              <dt>{word}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}

/** Files of figures: what each is called, the report, and more of its address. */
export function Downloads({
  period: { from, until },
  files,
}: {
  period: Period;
  files: readonly (readonly [label: string, report: string, more?: string])[];
}) {
  return (
    <section aria-labelledby="downloads-title" class="no-print">
      <h2 class="side__title" id="downloads-title">
        Take the figures along
      </h2>
      <ul class="downloads">
        {files.map(([label, report, more = '']) => (
          <li key={label}>
            <a href={`/reports/${report}.csv?from=${from}&until=${until}${more}`} download>
              {label} (CSV)
            </a>
          </li>
        ))}
      </ul>
      <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => print()}>
        Print this page
      </button>
    </section>
  );
}

interface ReportProps<R> {
  id: string;
  asked: Asked<{ rows: readonly R[] }>;
  /** The message of the figures in a line. */
  headline: (rows: readonly R[]) => string;
  /** What they are figures of. */
  subtitle: string;
  empty?: string;
  children: (rows: readonly R[]) => ComponentChildren;
}

/** A report: first what it says, then of what, then its table. */
export function Report<R>({ id, asked, headline, subtitle, empty, children }: ReportProps<R>) {
  return (
    <Rows asked={asked}>
      {({ rows }) =>
        rows.length === 0 ? (
          <p>{empty ?? 'Nothing was asked in this period.'}</p>
        ) : (
          <section aria-labelledby={id}>
            <h2 class="side__title" id={id}>
              {headline(rows)}
            </h2>
            <p class="meta">{subtitle}</p>
            {children(rows)}
          </section>
        )
      }
    </Rows>
  );
}

/** "Cardiology" of "Cardiology Service". */
export const shortName = (name: string): string => name.replace(/ Service$/, '');
