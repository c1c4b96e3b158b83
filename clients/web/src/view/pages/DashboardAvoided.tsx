/* Avoided referrals: the figures on top, the table that is the chart, the months, and what stands beside them. */
import { useEffect, useState } from 'preact/hooks';

import { office } from '../../platform/page.ts';
import type { ResultOf } from '../../wire/frames.ts';
import { firstOfMonth } from '../../words/times.ts';
import { Failed } from '../states.tsx';
import { AVOIDED_WORDS, Fates, Specialties } from './DashboardTables.tsx';
import { Tiles } from './DashboardTiles.tsx';
import { Trend } from './DashboardTrend.tsx';
import { Definitions, Downloads, Explained, type Period } from './reports.tsx';

export interface Figures {
  avoided: ResultOf<'report.avoided'>['rows'];
  months: ResultOf<'report.avoided'>['rows'];
  replies: ResultOf<'report.reply_times'>['rows'];
  places: ResultOf<'report.reply_times'>['rows'];
  weeks: number;
}

type Shown = { state: 'loading' } | { state: 'failed'; sentence: string } | { state: 'there'; figures: Figures };

const TREND_MONTHS = 23;

async function load(period: Period): Promise<Figures> {
  const [avoided, months, replies, places, activity] = await Promise.all([
    office.ask('report.avoided', { ...period, by: ['treatment_function'] }),
    office.ask('report.avoided', { from: firstOfMonth(new Date(), TREND_MONTHS), until: period.until, by: ['month'] }),
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
  };
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
    <Explained words={AVOIDED_WORDS}>
      <Tiles figures={figures} />
      <Specialties figures={figures} />
      <Trend months={figures.months} />
      <Fates figures={figures} />
      <Definitions />
    </Explained>
  );
}

export function Avoided({ period }: { period: Period }) {
  const [shown, setShown] = useState<Shown>({ state: 'loading' });
  function fetchFigures(): () => void {
    let isWanted = true;
    setShown({ state: 'loading' });
    load(period).then(
      (figures) => isWanted && setShown({ state: 'there', figures }),
      (refusal: Error) => isWanted && setShown({ state: 'failed', sentence: refusal.message }),
    );
    return () => {
      isWanted = false;
    };
  }
  useEffect(fetchFigures, [period.from, period.until]);
  return (
    <>
      <Content shown={shown} again={fetchFigures} />
      <Downloads
        period={period}
        files={[
          ['Avoided referrals by month and specialty', 'avoided', '&by=month,treatment_function'],
          ['Reply times by month and specialty', 'reply_times', '&by=month,treatment_function'],
        ]}
      />
    </>
  );
}
