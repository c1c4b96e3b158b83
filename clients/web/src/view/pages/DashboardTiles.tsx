/* The four figures on top of the dashboard. */
import { countWords, decimalWords, percentWords, sumOf } from '../../words/figures.ts';
import { hoursWords } from '../../words/times.ts';
import type { Figures } from './DashboardAvoided.tsx';

function Tile({ figure, label, more }: { figure: string; label: string; more: string }) {
  return (
    <li class="tile">
      <span class="tile__label">{label}</span>
      <span class="tile__figure">{figure}</span>
      <span class="tile__more">{more}</span>
    </li>
  );
}

/** One neighbourhood has one median; several have a range, for medians cannot be added. */
function medianWords(places: Figures['places']): string {
  const medians = places
    .flatMap((row) => (row.median_hours === undefined ? [] : [row.median_hours]))
    .sort((a, b) => a - b);
  const [first] = medians;
  const last = medians.at(-1);
  if (first === undefined || last === undefined) return 'None yet';
  if (last < 1) return 'Under 1 hour';
  return first === last
    ? hoursWords(Number(decimalWords(first)))
    : `${decimalWords(first)} to ${decimalWords(last)} hours`;
}

export function Tiles({ figures: { avoided, places } }: { figures: Figures }) {
  const asked = sumOf(avoided.map((row) => row.asked));
  const confirmed = sumOf(avoided.map((row) => row.avoided_confirmed));
  const provisional = sumOf(avoided.map((row) => row.avoided_provisional));
  const total = sumOf([confirmed, provisional]);
  const answered = sumOf(places.map((row) => row.answered));
  const within = sumOf(places.map((row) => row.within_promise));
  return (
    <ul class="tiles" aria-label="In short">
      <Tile
        label="Referrals avoided"
        figure={countWords(total)}
        more={`${countWords(confirmed)} confirmed, ${countWords(provisional)} provisional`}
      />
      <Tile
        label="Cases asked"
        figure={countWords(asked)}
        more={`${percentWords(total, asked) || '0%'} of them avoided a referral`}
      />
      <Tile
        label="Median first answer"
        figure={medianWords(places)}
        more={places.length > 1 ? 'working hours, by neighbourhood' : 'working hours'}
      />
      <Tile
        label="Answered as promised"
        figure={percentWords(within, answered) || 'None yet'}
        more={`${countWords(within)} of ${countWords(answered)} answers`}
      />
    </ul>
  );
}
