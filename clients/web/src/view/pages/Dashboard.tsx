/* What managers and teams see: counts of what was asked, answered and avoided, never a patient. All comes from report.*. */
import '../../wire/more.ts';
import type { ComponentType } from 'preact';
import { useState } from 'preact/hooks';

import { hasRole, mayReport } from '../../state/inbox.ts';
import type { Me } from '../../state/state.ts';
import { me, now } from '../../state/store.ts';
import { dateWords, firstOfMonth, londonDay } from '../../words/times.ts';
import { Select } from '../fields.tsx';
import { Avoided } from './DashboardAvoided.tsx';
import { Equity } from './DashboardEquity.tsx';
import { Relationships } from './DashboardRelationships.tsx';
import { Activity, Outcomes, Return, Workload } from './DashboardReports.tsx';
import type { Period } from './reports.tsx';

interface Tab {
  name: string;
  label: string;
  isFor: (who: Me | null) => boolean;
  Page: ComponentType<{ period: Period }>;
}

const TABS: readonly Tab[] = [
  { name: 'avoided', label: 'Avoided referrals', isFor: mayReport, Page: Avoided },
  { name: 'outcomes', label: 'Outcomes', isFor: mayReport, Page: Outcomes },
  { name: 'workload', label: 'Workload', isFor: mayReport, Page: Workload },
  { name: 'activity', label: 'Expected activity', isFor: mayReport, Page: Activity },
  { name: 'equity', label: 'Who is asked about', isFor: mayReport, Page: Equity },
  { name: 'return', label: 'Monthly return', isFor: mayReport, Page: Return },
  {
    name: 'relationships',
    label: 'Relationships',
    isFor: (who) => hasRole(who, 'int_clinician', 'specialist', 'coordinator'),
    Page: Relationships,
  },
];

const PERIODS: readonly (readonly [name: string, label: string, monthsBack: number])[] = [
  ['month', 'This month', 0],
  ['quarter', 'The last 3 months', 2],
  ['year', 'The last 12 months', 11],
];

export default function Dashboard() {
  const [shown, setShown] = useState('');
  const [length, setLength] = useState('year');
  const monthsBack = PERIODS.find(([name]) => name === length)?.[2] ?? 0;
  const period = { from: firstOfMonth(now.value, monthsBack), until: londonDay(now.value) };
  const tabs = TABS.filter(({ isFor }) => isFor(me.value));
  const tab = tabs.find(({ name }) => name === shown) ?? tabs[0];
  if (!tab)
    return <p class="pad">There are no figures for your role. Your administrator can tell you who sees them.</p>;
  return (
    <div class="pane-body dashboard">
      <h1 class="title">{tab.label}</h1>
      {tabs.length > 1 ? (
        <div class="chips no-print" role="group" aria-label="Show">
          {tabs.map(({ name, label }) => (
            <button
              type="button"
              class="chip"
              key={name}
              aria-pressed={name === tab.name}
              onClick={() => setShown(name)}
            >
              {label}
            </button>
          ))}
        </div>
      ) : null}
      <div class="no-print">
        <Select id="period" label="Period" value={length} onChange={(event) => setLength(event.currentTarget.value)}>
          {PERIODS.map(([name, label]) => (
            <option value={name} key={name}>
              {label}
            </option>
          ))}
        </Select>
      </div>
      <p class="meta">
        Cases asked from {dateWords(period.from)} until {dateWords(period.until)}.
      </p>
      <tab.Page period={period} key={tab.name} />
    </div>
  );
}
