/*
 * An XmR chart (individuals and moving range): mean, natural process limits, and which points are not chance. The rules are
 * those taught as Making Data Count: a point beyond a limit; seven in a row on one side of the mean; seven rising or falling.
 */

/** What makes a point more than chance. */
export type Special = 'none' | 'beyond' | 'run' | 'trend';

export interface ControlChart {
  mean: number;
  lower: number; // never below zero: these are counts
  upper: number;
  specials: readonly Special[];
}

const LIMIT_FACTOR = 2.66; // 3 / d2, with d2 = 1.128 for ranges of two
const RUN = 7;
/** With fewer points there are no limits worth drawing. */
export const ENOUGH_POINTS = 12;

function marksRun(values: readonly number[], sign: (value: number, index: number) => number): readonly boolean[] {
  const marks = values.map(() => false);
  let begin = 0;
  for (let index = 1; index <= values.length; index += 1) {
    const before = sign(values[index - 1] ?? 0, index - 1);
    const isSame = index < values.length && before !== 0 && sign(values[index] ?? 0, index) === before;
    if (isSame) continue;
    if (before !== 0 && index - begin >= RUN) marks.fill(true, begin, index);
    begin = index;
  }
  return marks;
}

/** The chart of some points, or null when there are too few. */
export function controlChart(values: readonly number[]): ControlChart | null {
  if (values.length < ENOUGH_POINTS) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const ranges = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? 0)));
  const spread = LIMIT_FACTOR * (ranges.reduce((sum, range) => sum + range, 0) / ranges.length);
  const upper = mean + spread;
  const lower = Math.max(0, mean - spread);
  const runs = marksRun(values, (value) => Math.sign(value - mean));
  const trends = marksRun(values, (value, index) => (index === 0 ? 0 : Math.sign(value - (values[index - 1] ?? 0))));
  const specials = values.map((value, index): Special => {
    if (value > upper || value < mean - spread) return 'beyond';
    if (runs[index]) return 'run';
    return trends[index] ? 'trend' : 'none';
  });
  return { mean, lower, upper, specials };
}
