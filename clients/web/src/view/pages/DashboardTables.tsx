/* The tables of the dashboard; the first is the chart, with a bar in each row. */
import { type Count, countWords, decimalWords, percentWords, sumOf } from '../../words/figures.ts';
import type { Figures } from './DashboardAvoided.tsx';
import { CellBar, Heading, shortName } from './reports.tsx';

type AvoidedRow = Figures['avoided'][number];

const avoidedOf = (row: AvoidedRow): Count => sumOf([row.avoided_confirmed, row.avoided_provisional]);
const nameOfRow = (row: AvoidedRow) => shortName(row.treatment_function_name ?? row.treatment_function ?? '');

function share(row: AvoidedRow, weeks: number): string {
  return percentWords(avoidedOf(row), (row.expected_first_per_week ?? 0) * weeks);
}

/** One specialty is named only where it stands out. */
function headlineOf(avoided: Figures['avoided'], counts: readonly number[]): string {
  const most = Math.max(...counts);
  const best = avoided.filter((_row, index) => counts[index] === most);
  if (most === 0) return 'No referral was avoided yet';
  if (best.length === 1 && best[0]) return `${nameOfRow(best[0])} avoided most referrals`;
  const specialties = counts.filter((count) => count > 0).length;
  return `Referrals were avoided in ${specialties} specialties`;
}

export function Specialties({ figures: { avoided, replies, weeks } }: { figures: Figures }) {
  if (avoided.length === 0) return <p>Nothing was asked in this period.</p>;
  const counts = avoided.map(avoidedOf).map((count) => (count === '*' ? 0 : count));
  const greatest = Math.max(1, ...counts);
  const headline = headlineOf(avoided, counts);
  const replyOf = (row: AvoidedRow) => replies.find((one) => one.treatment_function === row.treatment_function);
  return (
    <section aria-labelledby="specialties-title">
      <h2 class="side__title" id="specialties-title">
        {headline}
      </h2>
      <p class="meta">
        Cases asked in the period, by specialty. Solid: confirmed after 120 days. Outlined: provisional.
      </p>
      <div class="table-scroll" role="group" aria-label="Figures by specialty" tabIndex={0}>
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Specialty</th>
              <Heading word="Asked" isFigure />
              <Heading word="Avoided" isFigure />
              <td aria-hidden="true" />
              <Heading word="Of asked" isFigure />
              <Heading word="Expected first visits a week" isFigure />
              <Heading word="Avoided of expected" isFigure />
              <Heading word="Median hours" isFigure />
              <Heading word="As promised" isFigure />
            </tr>
          </thead>
          <tbody>
            {avoided.map((row) => {
              const reply = replyOf(row);
              return (
                <tr key={row.treatment_function}>
                  <th scope="row">{nameOfRow(row)}</th>
                  <td class="figure">{countWords(row.asked)}</td>
                  <td class="figure">{countWords(avoidedOf(row))}</td>
                  <td class="bar-cell">
                    <CellBar solid={row.avoided_confirmed} outlined={row.avoided_provisional} greatest={greatest} />
                  </td>
                  <td class="figure">{percentWords(avoidedOf(row), row.asked)}</td>
                  <td class="figure">
                    {row.expected_first_per_week === undefined ? '' : decimalWords(row.expected_first_per_week)}
                  </td>
                  <td class="figure">{share(row, weeks)}</td>
                  <td class="figure">{reply?.median_hours === undefined ? '' : decimalWords(reply.median_hours)}</td>
                  <td class="figure">{reply ? percentWords(reply.within_promise, reply.answered) : ''}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const FATES = ['diverted', 'deferred', 'prompted', 'referred', 'converted', 'reopened', 'decided_by_mdt'] as const;
const FATE_NAMES: Readonly<Record<(typeof FATES)[number], string>> = {
  diverted: 'Diverted',
  deferred: 'Deferred',
  prompted: 'Prompted',
  referred: 'Referred',
  converted: 'Converted',
  reopened: 'Opened again',
  decided_by_mdt: 'Decided by an MDT',
};

export function Fates({ figures: { avoided } }: { figures: Figures }) {
  if (avoided.length === 0) return null;
  return (
    <section aria-labelledby="fates-title">
      <h2 class="side__title" id="fates-title">
        What stands beside the avoided ones
      </h2>
      <div class="table-scroll" role="group" aria-label="Figures by specialty, what became of the cases" tabIndex={0}>
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Specialty</th>
              {FATES.map((fate) => (
                <Heading word={FATE_NAMES[fate]} isFigure key={fate} />
              ))}
            </tr>
          </thead>
          <tbody>
            {avoided.map((row) => (
              <tr key={row.treatment_function}>
                <th scope="row">{nameOfRow(row)}</th>
                {FATES.map((fate) => (
                  <td class="figure" key={fate}>
                    {countWords(row[fate])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** What the words of both tables mean. */
export const AVOIDED_WORDS: readonly (readonly [string, string])[] = [
  ['Asked', 'Cases asked in the period.'],
  [
    'Avoided',
    'The asker said beforehand that they would refer, a specialist answered and did not recommend a referral, and the case was closed as managed in primary care with no referral. One for each patient, specialty and episode.',
  ],
  [
    'Confirmed',
    'Avoided, and 120 days passed with no referral of that patient to that specialty. Until then it is provisional.',
  ],
  [
    'Deferred',
    'It had counted as avoided, or would have, but a referral turned up within 120 days. It is not deleted.',
  ],
  [
    'Diverted',
    'Answered and closed with no referral, whatever the asker would have done: the sense of the national return.',
  ],
  ['Prompted', 'The asker would not have referred, and the case ended in a referral.'],
  ['Referred', 'Ended in a referral, whatever the asker would have done.'],
  ['Converted', 'Referred after the specialist recommended it.'],
  ['Opened again', 'Cases opened again after they were closed. While one is open, nothing is claimed for it.'],
  [
    'Decided by an MDT',
    'Put before a virtual MDT and decided for this specialty. They were not asked, so they count neither as asked nor as diverted.',
  ],
  ['Of asked', 'Avoided referrals as a share of the cases asked.'],
  [
    'Expected first visits a week',
    'First outpatient attendances a week expected for the registered population; the activity report names the source and year.',
  ],
  ['Avoided of expected', 'Avoided referrals as a share of the first visits expected in the period.'],
  [
    'Median hours',
    'Working hours (Monday to Friday 09:00 to 17:00 without bank holidays) from asking to the first answer.',
  ],
  ['As promised', 'First answers given by the time that was promised when the case was asked.'],
];
