/*
 * Avoided referrals, one row per specialty: counts only, no patient.
 */
import { h } from './dom.mjs';

const COLUMNS = [
  ['asked', 'Asked'],
  ['answered', 'Answered'],
  ['closed', 'Closed'],
  ['avoided_provisional', 'Avoided, provisional'],
  ['avoided_confirmed', 'Avoided, confirmed'],
  ['deferred', 'Deferred'],
  ['diverted', 'Diverted'],
  ['prompted', 'Prompted'],
  ['referred', 'Referred'],
  ['expected_first_per_week', 'Expected first visits a week'],
];

const DEFINITIONS = [
  [
    'Avoided',
    'The asker would have referred, a specialist answered, the case closed as managed in primary care and ' +
      'no referral was made. Provisional for 120 days, then confirmed.',
  ],
  ['Deferred', 'Counted as avoided once, then referred after all.'],
  ['Diverted', 'Answered and closed with no referral, whatever the asker would have done.'],
  ['Prompted', 'The asker would not have referred, and the case ended in a referral.'],
];

/** The page for a report { from, until, rows }, or while it is loading. */
export function reportView(report) {
  if (!report) return h('section', { class: 'page', 'aria-busy': 'true' }, h('h2', {}, 'Loading'));
  const { from, until, rows } = report;
  return h(
    'section',
    { class: 'page', 'aria-labelledby': 'report-title' },
    h('h2', { id: 'report-title' }, 'Avoided referrals, last 12 months'),
    h(
      'p',
      {},
      h('a', { href: `/reports/avoided.csv?from=${from}&until=${until}&by=treatment_function` }, 'Download as CSV'),
    ),
    h(
      'div',
      { class: 'table-frame', role: 'region', 'aria-label': 'Counts by specialty', tabindex: '0' },
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            h('th', { scope: 'col' }, 'Specialty'),
            COLUMNS.map(([, label]) => h('th', { scope: 'col', class: 'figure' }, label)),
          ),
        ),
        h(
          'tbody',
          {},
          rows.map((row) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row' }, row.treatment_function_name ?? row.treatment_function),
              COLUMNS.map(([name]) => h('td', { class: 'figure' }, String(row[name] ?? '–'))),
            ),
          ),
        ),
      ),
    ),
    h(
      'details',
      {},
      h('summary', {}, 'What these words mean'),
      h(
        'dl',
        { class: 'definitions' },
        DEFINITIONS.map(([word, meaning]) => [h('dt', {}, word), h('dd', {}, meaning)]),
      ),
    ),
  );
}
