/* How cases ended, what was asked of each link, advice beside expected activity, and the monthly return. */
import type { ResultOf } from '../../wire/frames.ts';
import { type Count, decimalWords, percentWords, sumOf } from '../../words/figures.ts';
import { RECOMMENDATIONS, labelOf } from '../../words/labels.ts';
import { monthWords } from '../../words/times.ts';
import { useAsked } from '../asking.tsx';
import { useTeamNames } from './admin_lists.ts';
import { Definitions, Downloads, Explained, type Period, Report, ReportTable, shortName } from './reports.tsx';

const countOf = (count: Count, one: string, several: string): string => `${count} ${count === 1 ? one : several}`;

/* --- outcomes ------------------------------------------------------------------------------------------------------ */

type OutcomeRow = ResultOf<'report.outcomes'>['rows'][number];

const adviceOf = (row: OutcomeRow): string =>
  row.by_mdt
    ? 'Decided by an MDT'
    : row.recommendation
      ? labelOf(RECOMMENDATIONS, row.recommendation)
      : 'Closed without an answer';

const ENDS = [
  ['Managed in primary care', 'managed_in_primary_care'],
  ['Referred', 'referred'],
  ['Tests first', 'investigate_first'],
  ['Another service', 'redirected'],
  ['Urgent admission', 'urgent_admission'],
  ['No longer needed', 'no_longer_needed'],
] as const;

function outcomesHeadline(rows: readonly OutcomeRow[]): string {
  const [managed, closed] = [
    sumOf(rows.map((row) => row.managed_in_primary_care)),
    sumOf(rows.map((row) => row.closed)),
  ];
  return `${percentWords(managed, closed) || 'None'} of closed cases stayed in primary care`;
}

/** The parts that are not the first one. */
const restOf = (whole: Count, part: Count): Count => (whole === '*' || part === '*' ? '*' : whole - part);

const OUTCOME_WORDS = [
  [
    'Closed',
    'Cases closed at present, counted under the last recommendation that was given, or decided by an MDT.',
  ],
  [
    'Managed in primary care',
    'The team looks after it. Whether that avoided a referral is counted under avoided referrals.',
  ],
  ['Referred', 'A referral was made, whether or not it was advised.'],
  ['Tests first', 'Tests first, then decide.'],
  ['Another service', 'Sent to another service than the one asked.'],
  ['Urgent admission', 'Admitted, or sent in urgently.'],
  ['No longer needed', 'The question fell away.'],
] as const;

export function Outcomes({ period }: { period: Period }) {
  const asked = useAsked('report.outcomes', period);
  return (
    <Explained words={OUTCOME_WORDS}>
      <Report
        id="outcomes-title"
        asked={asked}
        headline={outcomesHeadline}
        subtitle="Closed cases, by specialty and by what the last answer had recommended. Solid: managed in primary care. Outlined: all other ends."
        empty="No case of this period is closed yet."
      >
        {(rows) => (
          <ReportTable
            name="Outcomes"
            rows={rows}
            keyOf={(row) => `${row.treatment_function} ${row.recommendation ?? ''} ${row.by_mdt}`}
            rowName={['Specialty and advice', (row) => `${shortName(row.treatment_function_name)}: ${adviceOf(row)}`]}
            columns={[
              {
                heading: 'Closed',
                cell: (row) => row.closed,
                bar: (row) => ({
                  solid: row.managed_in_primary_care,
                  outlined: restOf(row.closed, row.managed_in_primary_care),
                }),
              },
              ...ENDS.map(([heading, end]) => ({ heading, cell: (row: OutcomeRow) => row[end] })),
            ]}
          />
        )}
      </Report>
      <Definitions />
      <Downloads period={period} files={[['Outcomes by recommendation', 'outcomes']]} />
    </Explained>
  );
}

/* --- workload ------------------------------------------------------------------------------------------------------ */

type WorkloadRow = ResultOf<'report.workload'>['rows'][number];

function workloadHeadline(rows: readonly WorkloadRow[]): string {
  const waiting = sumOf(rows.map((row) => row.waiting_now));
  const overdue = sumOf(rows.map((row) => row.overdue_now));
  return `${countOf(waiting, 'case waits', 'cases wait')} for an answer now, ${overdue === 0 ? 'none' : overdue} past the promise`;
}

const WORKLOAD_WORDS = [
  ['Specialists', 'How many are named in the link.'],
  ['Asked', 'Cases asked in the period.'],
  ['Answers', 'Answers given in those cases, further ones to the same case included.'],
  ['Asked for more', 'Times a specialist asked for more information before answering.'],
  ['Messages', 'Messages written by the specialists, answers included.'],
  ['Waiting now', 'Cases that wait for an answer at this moment, whenever they were asked.'],
  ['Overdue now', 'Of them, those past the time that was promised.'],
] as const;

export function Workload({ period }: { period: Period }) {
  const asked = useAsked('report.workload', period);
  const teamName = useTeamNames();
  return (
    <Explained words={WORKLOAD_WORDS}>
      <Report
        id="workload-title"
        asked={asked}
        headline={workloadHeadline}
        subtitle="What was asked of each link in the period. Solid: answered. Outlined: asked and not answered so often. Never by person."
      >
        {(rows) => (
          <ReportTable
            name="Workload"
            rows={rows}
            keyOf={(row) => row.link}
            rowName={['Link', (row) => `${shortName(row.treatment_function_name)} for ${teamName(row.neighbourhood)}`]}
            columns={[
              { heading: 'Specialists', cell: (row) => row.specialists },
              {
                heading: 'Asked',
                cell: (row) => row.asked,
                bar: (row) => ({
                  solid: lesser(row.answered, row.asked),
                  outlined: restOf(row.asked, lesser(row.answered, row.asked)),
                }),
              },
              { heading: 'Answers', cell: (row) => row.answered },
              { heading: 'Asked for more', cell: (row) => row.information_requests },
              { heading: 'Messages', cell: (row) => row.messages },
              { heading: 'Waiting now', cell: (row) => row.waiting_now },
              { heading: 'Overdue now', cell: (row) => row.overdue_now },
            ]}
          />
        )}
      </Report>
      <Definitions />
      <Downloads period={period} files={[['Workload by link', 'workload']]} />
    </Explained>
  );
}

const lesser = (a: Count, b: Count): Count => (a === '*' || b === '*' ? '*' : Math.min(a, b));

/* --- activity ------------------------------------------------------------------------------------------------------ */

type ActivityRow = ResultOf<'report.activity'>['rows'][number];

const decimal = (value: number | undefined): string => (value === undefined ? 'Not known' : decimalWords(value));

function activityHeadline(rows: readonly ActivityRow[]): string {
  const avoided = sumOf(rows.map((row) => row.avoided));
  const known = rows.filter((row) => row.expected_first_per_week !== undefined);
  const expected = known.reduce((sum, row) => sum + (row.expected_first_per_week ?? 0) * row.weeks, 0);
  const share = percentWords(sumOf(known.map((row) => row.avoided)), expected);
  return share
    ? `Advice avoided ${share} of the first visits that were expected`
    : `${countOf(avoided, 'referral was', 'referrals were')} avoided; what was expected is not known`;
}

/** Where the expectations come from: each source once, with its specialties where there are several. */
function Sources({ rows }: { rows: readonly ActivityRow[] }) {
  const sources = new Map<string, string[]>();
  for (const row of rows) {
    const source = `${row.source}, ${row.year}`;
    const name = shortName(row.treatment_function_name);
    const names = sources.get(source) ?? [];
    if (!names.includes(name)) sources.set(source, [...names, name]);
  }
  return (
    <>
      {[...sources].map(([source, names]) => (
        <p class="meta" key={source}>
          {sources.size > 1 ? `${names.join(', ')}: ` : 'Expected: '}
          {source}.
        </p>
      ))}
    </>
  );
}

const ACTIVITY_WORDS = [
  ['Asked', 'Cases asked in the period.'],
  ['Avoided', 'Provisional and confirmed avoided referrals, by advice or by an MDT.'],
  [
    'First visits a week',
    'First outpatient attendances expected in a week, scaled to the registered population.',
  ],
  ['All visits a week', 'First and follow-up attendances, likewise.'],
  ['Avoided of expected', 'Avoided referrals as a share of the first visits expected in the period.'],
  [
    'Source',
    'Below the table: where the expectation comes from, and the year of its data. An administrator can set another.',
  ],
] as const;

export function Activity({ period }: { period: Period }) {
  const asked = useAsked('report.activity', period);
  const teamName = useTeamNames();
  return (
    <Explained words={ACTIVITY_WORDS}>
      <Report
        id="activity-title"
        asked={asked}
        headline={activityHeadline}
        subtitle="Advice beside the outpatient visits expected for the registered population. Solid: avoided. Outlined: asked and not avoided."
      >
        {(rows) => (
          <>
            <ReportTable
              name="Expected activity"
              rows={rows}
              keyOf={(row) => `${row.neighbourhood} ${row.treatment_function}`}
              rowName={[
                'Specialty',
                (row) => `${shortName(row.treatment_function_name)} for ${teamName(row.neighbourhood)}`,
              ]}
              columns={[
                {
                  heading: 'Asked',
                  cell: (row) => row.asked,
                  bar: (row) => ({
                    solid: lesser(row.avoided, row.asked),
                    outlined: restOf(row.asked, lesser(row.avoided, row.asked)),
                  }),
                },
                { heading: 'Avoided', cell: (row) => row.avoided },
                { heading: 'First visits a week', cell: (row) => decimal(row.expected_first_per_week) },
                { heading: 'All visits a week', cell: (row) => decimal(row.expected_total_per_week) },
                {
                  heading: 'Avoided of expected',
                  cell: (row) =>
                    row.avoided_percent_of_expected_first === undefined
                      ? ''
                      : `${decimalWords(row.avoided_percent_of_expected_first)}%`,
                },
              ]}
            />
            <Sources rows={rows} />
          </>
        )}
      </Report>
      <Definitions />
      <Downloads period={period} files={[['Advice and expected activity', 'activity']]} />
    </Explained>
  );
}

/* --- the return ---------------------------------------------------------------------------------------------------- */

type ReturnRow = ResultOf<'report.return'>['rows'][number];

function returnHeadline(rows: readonly ReturnRow[]): string {
  const [processed, requests] = [sumOf(rows.map((row) => row.processed)), sumOf(rows.map((row) => row.requests))];
  return `${countOf(requests, 'request', 'requests')} for advice, ${processed} processed`;
}

const RETURN_WORDS = [
  ['Requests', 'Cases asked in the month: advice before a referral.'],
  ['Processed', 'Cases first answered in the month.'],
  [
    'Diverted',
    'Cases closed in the month that were answered and not referred, whatever the asker would have done.',
  ],
  ['Provider', 'ODS code of the organisation of the specialist asked.'],
] as const;

export function Return({ period }: { period: Period }) {
  const asked = useAsked('report.return', period);
  return (
    <Explained words={RETURN_WORDS}>
      <Report
        id="return-title"
        asked={asked}
        headline={returnHeadline}
        subtitle="The monthly return of specialist advice as System EROC takes it. Solid: diverted. Outlined: the other requests."
      >
        {(rows) => (
          <ReportTable
            name="Monthly return"
            rows={rows}
            keyOf={(row) => `${row.month} ${row.treatment_function} ${row.provider ?? ''}`}
            rowName={[
              'Month and specialty',
              (row) => `${monthWords(row.month)}: ${shortName(row.treatment_function_name)}`,
            ]}
            columns={[
              { heading: 'Provider', cell: (row) => row.provider ?? '' },
              {
                heading: 'Requests',
                cell: (row) => row.requests,
                bar: (row) => ({
                  solid: lesser(row.diverted, row.requests),
                  outlined: restOf(row.requests, lesser(row.diverted, row.requests)),
                }),
              },
              { heading: 'Processed', cell: (row) => row.processed },
              { heading: 'Diverted', cell: (row) => row.diverted },
            ]}
          />
        )}
      </Report>
      <Definitions />
      <Downloads
        period={period}
        files={[
          ['Monthly return for within the board', 'return'],
          ['Monthly return, small counts withheld', 'return', '&reach=beyond_icb'],
        ]}
      />
    </Explained>
  );
}
