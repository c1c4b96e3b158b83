/* Avoided referrals month by month: from twelve points on with the limits of chance; the table below says the same. */
import { type ControlChart, ENOUGH_POINTS, controlChart } from '../../words/control_chart.ts';
import { type Count, countWords, decimalWords, sumOf } from '../../words/figures.ts';
import { monthWords } from '../../words/times.ts';
import type { Figures } from './DashboardAvoided.tsx';

const WIDTH = 720;
const HEIGHT = 220;
const EDGE = 34;

interface Point {
  month: string;
  count: number;
}

/** Every month from the first with a case to the last: one in which nothing was asked counts as none. */
export function pointsOf(months: Figures['months']): readonly Point[] {
  const counts = new Map<string, Count>();
  for (const row of months) counts.set(row.month ?? '', sumOf([row.avoided_confirmed, row.avoided_provisional]));
  const named = [...counts.keys()].filter(Boolean).sort();
  const [first] = named;
  const last = named.at(-1);
  if (!first || !last) return [];
  const points: Point[] = [];
  for (let month = first; month <= last; month = monthAfter(month)) {
    const count = counts.get(month) ?? 0;
    points.push({ month, count: count === '*' ? 0 : count });
  }
  return points;
}

function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

function headline(points: readonly Point[], chart: ControlChart | null): string {
  if (!chart) return `Avoided referrals by month; from ${ENOUGH_POINTS} months on with the limits of chance`;
  const special = chart.specials.at(-1);
  if (special === 'none' || special === undefined) return 'Month by month, avoided referrals vary no more than chance';
  const isHigh = (points.at(-1)?.count ?? 0) >= chart.mean;
  return `Avoided referrals are ${isHigh ? 'higher' : 'lower'} than chance explains`;
}

function Mark({ x, y, isSpecial }: { x: number; y: number; isSpecial: boolean }) {
  if (!isSpecial) return <circle class="trend__point" cx={x} cy={y} r="4" />;
  return <rect class="trend__special" x={x - 6} y={y - 6} width="12" height="12" transform={`rotate(45 ${x} ${y})`} />;
}

function Chart({ points, chart, title }: { points: readonly Point[]; chart: ControlChart | null; title: string }) {
  const top = Math.max(1, chart?.upper ?? 0, ...points.map((point) => point.count));
  const x = (index: number) => EDGE + (index * (WIDTH - 2 * EDGE)) / Math.max(1, points.length - 1);
  const y = (value: number) => HEIGHT - EDGE - (value * (HEIGHT - 2 * EDGE)) / top;
  const level = (value: number, look: string) => (
    <line class={look} x1={EDGE} x2={WIDTH - EDGE} y1={y(value)} y2={y(value)} />
  );
  return (
    <svg
      class="trend"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${title}. The table below holds the figures.`}
    >
      {level(0, 'trend__axis')}
      {chart ? (
        <>
          {level(chart.mean, 'trend__mean')}
          {level(chart.upper, 'trend__limit')}
          {level(chart.lower, 'trend__limit')}
        </>
      ) : null}
      <polyline class="trend__line" points={points.map((point, index) => `${x(index)},${y(point.count)}`).join(' ')} />
      {points.map((point, index) => (
        <Mark
          key={point.month}
          x={x(index)}
          y={y(point.count)}
          isSpecial={(chart?.specials[index] ?? 'none') !== 'none'}
        />
      ))}
    </svg>
  );
}

const SPECIAL_WORDS = {
  none: '',
  beyond: 'Beyond the limits',
  run: 'One of 7 or more on one side of the mean',
  trend: 'One of 7 or more rising or falling',
} as const;

export function Trend({ months }: { months: Figures['months'] }) {
  const points = pointsOf(months);
  if (points.length < 2) return null;
  const chart = controlChart(points.map((point) => point.count));
  const title = headline(points, chart);
  return (
    <section aria-labelledby="trend-title">
      <h2 class="side__title" id="trend-title">
        {title}
      </h2>
      <p class="meta">
        Referrals avoided, by the month in which the case was asked, {monthWords(points[0]?.month ?? '')} to{' '}
        {monthWords(points.at(-1)?.month ?? '')}.
        {chart
          ? ` Line: mean ${decimalWords(chart.mean)}. Dashed: limits ${decimalWords(chart.lower)} and ${decimalWords(chart.upper)}. Diamonds are not chance.`
          : ''}
      </p>
      <Chart points={points} chart={chart} title={title} />
      <details class="small-fold">
        <summary>The figures of this chart</summary>
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Month</th>
              <th scope="col" class="figure">
                Avoided
              </th>
              <th scope="col">Not chance</th>
            </tr>
          </thead>
          <tbody>
            {points.map((point, index) => (
              <tr key={point.month}>
                <th scope="row">{monthWords(point.month)}</th>
                <td class="figure">{countWords(point.count)}</td>
                <td>{SPECIAL_WORDS[chart?.specials[index] ?? 'none']}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
