/* How the people of a link talk: for themselves and their coordinator. By name, never in the order of a figure. */
import type { ResultOf } from '../../wire/frames.ts';
import { decimalWords, percentWords } from '../../words/figures.ts';
import { useAsked } from '../asking.tsx';
import { Definitions, Downloads, Explained, type Period, Report, ReportTable } from './reports.tsx';

type Row = ResultOf<'report.relationships'>['rows'][number];
type Pair = Row['people'][number];

function headline(rows: readonly Row[]): string {
  const pairs = rows.reduce((sum, row) => sum + row.pairs, 0);
  const repeat = rows.reduce((sum, row) => sum + row.repeat_pairs, 0);
  return pairs === 0
    ? 'Nobody has talked in this period yet'
    : `${percentWords(repeat, pairs) || '0%'} of those who talked did so more than once`;
}

const byName = (a: Pair, b: Pair): number =>
  `${a.clinician_name} ${a.specialist_name}` < `${b.clinician_name} ${b.specialist_name}` ? -1 : 1;

function Pairs({ row }: { row: Row }) {
  if (row.people.length === 0) return null;
  return (
    <details class="small-fold">
      <summary>Who talks in {row.name}</summary>
      <ReportTable
        name={`Who talks in ${row.name}`}
        rows={[...row.people].sort(byName)}
        keyOf={(pair) => `${pair.clinician} ${pair.specialist}`}
        rowName={['Who asks whom', (pair) => `${pair.clinician_name} and ${pair.specialist_name}`]}
        columns={[
          { heading: 'Cases', cell: (pair) => pair.cases },
          { heading: 'Messages there', cell: (pair) => pair.to_specialist },
          { heading: 'Messages back', cell: (pair) => pair.to_clinician },
          {
            heading: 'Median hours',
            cell: (pair) => (pair.median_hours === undefined ? '' : decimalWords(pair.median_hours)),
          },
          { heading: 'Thanks', cell: (pair) => pair.thanks },
        ]}
      />
    </details>
  );
}

const RELATIONSHIP_WORDS = [
  ['Cases', 'Cases asked in the period.'],
  ['Messages there', 'Written by whoever asks, the question included.'],
  ['Messages back', 'Written by the specialist, answers included.'],
  ['Pairs', 'Somebody who asks and somebody who is asked, with at least one case between them.'],
  ['More than once', 'Pairs with more than one case: they come back to each other.'],
  ['Topics', 'Topics opened in the link: teaching and news, not about one patient.'],
  ['From a case', 'Topics that grew out of a case.'],
  ['Median hours', 'Working hours from asking to the first answer.'],
  ['Thanks', 'Given either way.'],
] as const;

export function Relationships({ period }: { period: Period }) {
  const asked = useAsked('report.relationships', period);
  return (
    <Explained words={RELATIONSHIP_WORDS}>
      <Report
        id="relationships-title"
        asked={asked}
        headline={headline}
        subtitle="Only the people of a link and their coordinator see this. Solid: pairs with more than one case. Outlined: with one."
        empty="You are in no link yet."
      >
        {(rows) => (
          <>
            <ReportTable
              name="Relationships"
              rows={rows}
              keyOf={(row) => row.link}
              rowName={['Link', (row) => row.name]}
              columns={[
                { heading: 'Cases', cell: (row) => row.cases },
                {
                  heading: 'Pairs',
                  cell: (row) => row.pairs,
                  bar: (row) => ({ solid: row.repeat_pairs, outlined: row.pairs - row.repeat_pairs }),
                },
                { heading: 'More than once', cell: (row) => row.repeat_pairs },
                { heading: 'Topics', cell: (row) => row.topics },
                { heading: 'From a case', cell: (row) => row.questions_became_topics },
                { heading: 'Thanks', cell: (row) => row.thanks },
              ]}
            />
            {rows.map((row) => (
              <Pairs row={row} key={row.link} />
            ))}
          </>
        )}
      </Report>
      <Definitions />
      <Downloads period={period} files={[['Relationships by link', 'relationships']]} />
    </Explained>
  );
}
