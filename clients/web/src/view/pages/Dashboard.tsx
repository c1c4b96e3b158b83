/* What managers and teams see: counts of what was asked and avoided, never a patient. All figures come from report.*. */
import '../../wire/more.ts';
import { useEffect, useState } from 'preact/hooks';

import { now } from '../../state/store.ts';
import { office } from '../../platform/page.ts';
import type { ResultOf } from '../../wire/frames.ts';
import { dateWords, firstOfMonth, londonDay } from '../../words/times.ts';
import { Definitions, Fates, Specialties } from './DashboardTables.tsx';
import { Tiles } from './DashboardTiles.tsx';
import { Trend } from './DashboardTrend.tsx';
import { Select } from '../fields.tsx';
import { Failed } from '../states.tsx';

export interface Figures {
  avoided: ResultOf<'report.avoided'>['rows'];
  months: ResultOf<'report.avoided'>['rows'];
  replies: ResultOf<'report.reply_times'>['rows'];
  places: ResultOf<'report.reply_times'>['rows'];
  weeks: number;
  scope: string;
}

type Shown = { state: 'loading' } | { state: 'failed'; sentence: string } | { state: 'there'; figures: Figures };

const PERIODS: readonly (readonly [name: string, label: string, monthsBack: number])[] = [
  ['month', 'This month', 0],
  ['quarter', 'The last 3 months', 2],
  ['year', 'The last 12 months', 11],
];
const TREND_MONTHS = 23;

async function load(from: string, until: string): Promise<Figures> {
  const period = { from, until };
  const [avoided, months, replies, places, activity] = await Promise.all([
    office.ask('report.avoided', { ...period, by: ['treatment_function'] }),
    office.ask('report.avoided', { from: firstOfMonth(new Date(), TREND_MONTHS), until, by: ['month'] }),
    office.ask('report.reply_times', { ...period, by: ['treatment_function'] }),
    office.ask('report.reply_times', { ...period, by: ['neighbourhood'] }),
    office.ask('report.activity', period),
  ]);
  return {
    avoided: avoided.rows,
    months: months.rows,
    replies: replies.rows,
    places: places.rows,
    weeks: activity.rows[0]?.weeks ?? 0,
    scope: avoided.scope ?? '',
  };
}

function Downloads({ from, until }: { from: string; until: string }) {
  const address = (name: string, more = '') => `/reports/${name}.csv?from=${from}&until=${until}${more}`;
  return (
    <section aria-labelledby="downloads-title" class="no-print">
      <h2 class="side__title" id="downloads-title">
        Take the figures along
      </h2>
      <ul class="downloads">
        <li>
          <a href={address('avoided', '&by=month,treatment_function')} download>
            Avoided referrals by month and specialty (CSV)
          </a>
        </li>
        <li>
          <a href={address('reply_times', '&by=month,treatment_function')} download>
            Reply times by month and specialty (CSV)
          </a>
        </li>
        <li>
          <a href={address('outcomes')} download>
            Outcomes by recommendation (CSV)
          </a>
        </li>
        <li>
          <a href={address('return', '&reach=beyond_icb')} download>
            Monthly return, small counts withheld (CSV)
          </a>
        </li>
      </ul>
      <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => print()}>
        Print this page
      </button>
    </section>
  );
}

function Content({ shown, again }: { shown: Shown; again: () => void }) {
  if (shown.state === 'failed') return <Failed sentence={shown.sentence} again={again} />;
  if (shown.state === 'loading')
    return (
      <p class="quiet" aria-busy="true">
        Loading the figures
      </p>
    );
  const { figures } = shown;
  return (
    <>
      <Tiles figures={figures} />
      <Specialties figures={figures} />
      <Trend months={figures.months} />
      <Fates figures={figures} />
      <Definitions />
    </>
  );
}

export default function Dashboard() {
  const [period, setPeriod] = useState('year');
  const [shown, setShown] = useState<Shown>({ state: 'loading' });
  const monthsBack = PERIODS.find(([name]) => name === period)?.[2] ?? 0;
  const from = firstOfMonth(now.value, monthsBack);
  const until = londonDay(now.value);

  function fetchFigures(): () => void {
    let isWanted = true;
    setShown({ state: 'loading' });
    load(from, until).then(
      (figures) => isWanted && setShown({ state: 'there', figures }),
      (refusal: Error) => isWanted && setShown({ state: 'failed', sentence: refusal.message }),
    );
    return () => {
      isWanted = false;
    };
  }
  useEffect(fetchFigures, [from, until]);

  return (
    <div class="pane-body dashboard">
      <h1 class="title">Avoided referrals</h1>
      <div class="no-print">
        <Select id="period" label="Period" value={period} onChange={(event) => setPeriod(event.currentTarget.value)}>
          {PERIODS.map(([name, label]) => (
            <option value={name} key={name}>
              {label}
            </option>
          ))}
        </Select>
      </div>
      <p class="meta">
        Cases asked from {dateWords(from)} until {dateWords(until)}.
      </p>
      <Content shown={shown} again={fetchFigures} />
      <Downloads from={from} until={until} />
    </div>
  );
}
