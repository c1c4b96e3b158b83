/* Who is asked about, and who is spared a visit: where the practice supplied it. */
import { useState } from 'preact/hooks';

import type { ArgsOf, ResultOf } from '../../wire/frames.ts';
import { type Count, percentWords, sumOf } from '../../words/figures.ts';
import { useAsked } from '../asking.tsx';
import { Select } from '../fields.tsx';
import { Definitions, Downloads, Explained, type Period, Report, ReportTable } from './reports.tsx';

type Row = ResultOf<'report.equity'>['rows'][number];
type Key = ArgsOf<'report.equity'>['by'][number];

const SEXES: Readonly<Record<string, string>> = { female: 'Female', male: 'Male', other: 'Other' };

const KEYS: Readonly<Record<Key, { label: string; nameOf: (row: Row) => string | undefined }>> = {
  age_band: { label: 'Age', nameOf: (row) => row.age_band?.replace('-', ' to ').replace('+', ' and over') },
  sex: { label: 'Sex', nameOf: (row) => row.sex && (SEXES[row.sex] ?? row.sex) },
  deprivation_decile: {
    label: 'Deprivation',
    nameOf: (row) =>
      row.deprivation_decile === undefined
        ? undefined
        : `Decile ${row.deprivation_decile}${row.deprivation_decile === 1 ? ', most deprived' : row.deprivation_decile === 10 ? ', least deprived' : ''}`,
  },
};

const NOT_SUPPLIED = 'Not supplied';
const LAST = 999;

function headline(rows: readonly Row[], key: Key): string {
  const given = rows.filter((row) => KEYS[key].nameOf(row) !== undefined);
  const share = percentWords(sumOf(given.map((row) => row.asked)), sumOf(rows.map((row) => row.asked)));
  return `${KEYS[key].label} was supplied for ${share || 'none'} of the cases`;
}

const restOf = (whole: Count, part: Count): Count => (whole === '*' || part === '*' ? '*' : Math.max(0, whole - part));

/** In the order of the groups, never of their figures; what was not supplied stands last. */
function inOrder(rows: readonly Row[], key: Key): readonly Row[] {
  const placeOf = (row: Row): number => {
    if (KEYS[key].nameOf(row) === undefined) return LAST;
    if (key === 'deprivation_decile') return row.deprivation_decile ?? LAST;
    return key === 'sex' ? Object.keys(SEXES).indexOf(row.sex ?? '') : Number.parseInt(row.age_band ?? '', 10);
  };
  return [...rows].sort((a, b) => placeOf(a) - placeOf(b));
}

const EQUITY_WORDS = [
  [
    'Supplied',
    'Age band, sex and deprivation can be sent along when a case is asked. Where they are not, the case is counted as not supplied.',
  ],
  ['Asked', 'Cases asked in the period.'],
  ['Answered', 'Of them, answered at least once by a specialist.'],
  ['Avoided', 'Provisional and confirmed avoided referrals, by advice or by an MDT.'],
  ['Of asked', 'Avoided referrals as a share of the cases asked.'],
  ['Referred', 'Ended in a referral, by advice or by an MDT.'],
  ['Deprivation', 'Decile of the Index of Multiple Deprivation: 1 is most deprived.'],
] as const;

export function Equity({ period }: { period: Period }) {
  const [key, setKey] = useState<Key>('age_band');
  const asked = useAsked('report.equity', { ...period, by: [key] });
  return (
    <Explained words={EQUITY_WORDS}>
      <div class="no-print">
        <Select id="equity_by" label="By" value={key} onChange={(event) => setKey(event.currentTarget.value as Key)}>
          {Object.entries(KEYS).map(([name, { label }]) => (
            <option value={name} key={name}>
              {label}
            </option>
          ))}
        </Select>
      </div>
      <Report
        id="equity-title"
        asked={asked}
        headline={(rows) => headline(rows, key)}
        subtitle="Cases asked in the period. Solid: avoided referrals. Outlined: the other cases."
      >
        {(rows) => (
          <ReportTable
            name="Who is asked about"
            rows={inOrder(rows, key)}
            keyOf={(row) => KEYS[key].nameOf(row) ?? NOT_SUPPLIED}
            rowName={[KEYS[key].label, (row) => KEYS[key].nameOf(row) ?? NOT_SUPPLIED]}
            columns={[
              {
                heading: 'Asked',
                cell: (row) => row.asked,
                bar: (row) => ({ solid: row.avoided, outlined: restOf(row.asked, row.avoided) }),
              },
              { heading: 'Answered', cell: (row) => row.answered },
              { heading: 'Avoided', cell: (row) => row.avoided },
              { heading: 'Of asked', cell: (row) => percentWords(row.avoided, row.asked) },
              { heading: 'Referred', cell: (row) => row.referred },
            ]}
          />
        )}
      </Report>
      <Definitions />
      <Downloads
        period={period}
        files={[
          ['By age', 'equity', '&by=age_band'],
          ['By sex', 'equity', '&by=sex'],
          ['By deprivation', 'equity', '&by=deprivation_decile'],
        ]}
      />
    </Explained>
  );
}
