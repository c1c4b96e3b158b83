/* Who did and who read what, without a word of content; and whether the record is whole. */
import { useState } from 'preact/hooks';

import type { AuditRow } from '../../../generated/contract.ts';
import { office } from '../../platform/page.ts';
import type { ArgsOf } from '../../wire/frames.ts';
import { stampWords } from '../../words/times.ts';
import { Part, Rows, Said, Table, useAct, useAsked } from '../asking.tsx';
import { Select, TextInput, wordsOf } from '../fields.tsx';

const KINDS: Readonly<Record<AuditRow['kind'], string>> = {
  did: 'Did',
  read: 'Read',
  denied: 'Was denied',
  sign_in: 'Signed in or out',
};

function aboutWords(row: AuditRow): string {
  return [
    row.thread ? `case ${row.thread}` : '',
    row.person ?? '',
    row.code ?? '',
    row.rows === undefined ? '' : row.rows === 1 ? '1 row' : `${row.rows} rows`,
  ]
    .filter(Boolean)
    .join(', ');
}

function Trail() {
  const [args, setArgs] = useState<ArgsOf<'audit.list'>>({ limit: 100 });
  const asked = useAsked('audit.list', args);
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const given = {
      person: wordsOf(form, 'person'),
      thread: wordsOf(form, 'thread'),
      kind: wordsOf(form, 'kind'),
      from: wordsOf(form, 'from'),
      until: wordsOf(form, 'until'),
    };
    const filled = Object.entries(given).filter(([, value]) => value !== '');
    setArgs({ ...Object.fromEntries(filled), limit: 100 });
  }
  return (
    <Part id="trail-title" title="Who did and who read what">
      <form onSubmit={submitted} noValidate class="filters">
        <div class="side-by-side">
          <TextInput id="person" label="Person" hint="User name" look="nhsuk-input--width-10" autoCapitalize="none" />
          <TextInput id="thread" label="Case" hint="Like t812" look="nhsuk-input--width-10" autoCapitalize="none" />
          <Select id="kind" label="What" hint="Kind of act">
            <option value="">Anything</option>
            {Object.entries(KINDS).map(([kind, label]) => (
              <option value={kind} key={kind}>
                {label}
              </option>
            ))}
          </Select>
          <TextInput id="from" label="From" type="date" look="nhsuk-input--width-10" />
          <TextInput id="until" label="Until" type="date" look="nhsuk-input--width-10" />
        </div>
        <button type="submit" class="nhsuk-button nhsuk-button--small">
          Show
        </button>
      </form>
      <Rows asked={asked}>
        {({ entries, complete, before }) => (
          <>
            <Table
              name="Audit trail"
              rows={entries}
              keyOf={(row) => String(row.pos)}
              empty="Nothing of that kind."
              columns={[
                ['When', (row) => stampWords(row.at)],
                ['Who', (row) => row.by_name ?? row.by ?? row.device ?? 'Nobody known'],
                ['Did what', (row) => `${KINDS[row.kind]}: ${row.command ?? row.event}`],
                ['About', aboutWords],
                ['Entry', (row) => String(row.pos)],
              ]}
            />
            {!complete && before !== undefined ? (
              <button
                type="button"
                class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                onClick={() => setArgs({ ...args, before })}
              >
                Show older
              </button>
            ) : null}
          </>
        )}
      </Rows>
    </Part>
  );
}

/** Checks the chain a stretch at a time, until the end or the first entry that is not what it was. */
async function verify(): Promise<string> {
  let from = 1;
  let checked = 0;
  for (;;) {
    const verdict = await office.ask('audit.verify', { from });
    checked += verdict.checked;
    if (verdict.first_bad !== undefined)
      return `The record is damaged: entry ${verdict.first_bad} is not what was written.`;
    if (verdict.complete) return `The record is whole: ${checked} entries checked.`;
    from = verdict.upto + 1;
  }
}

export default function Audit() {
  const { act, ...said } = useAct();
  return (
    <div class="pane-body wide">
      <h1 class="title">Audit</h1>
      <Part id="verify-title" title="The record">
        <button
          type="button"
          class="nhsuk-button nhsuk-button--small"
          onClick={() => void act({ run: verify })}
          aria-disabled={said.isBusy}
        >
          Check that the record is whole
        </button>
        <Said {...said} />
      </Part>
      <Trail />
    </div>
  );
}
