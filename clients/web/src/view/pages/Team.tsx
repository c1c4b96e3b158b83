/* Who is away and who answers meanwhile, answers that are owed, and the links both sides agree on. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import type { CoverRow, LinkEntry, PromiseRow } from '../../../generated/contract.ts';
import { hasRole } from '../../state/inbox.ts';
import { links, me, nameOf, now } from '../../state/store.ts';
import { office } from '../../platform/page.ts';
import { whenWords } from '../../words/times.ts';
import { Part, Rows, Said, Sure, Table, useAct, useAsked } from '../asking.tsx';
import { ErrorSummary, Fold, type Problems, Select, TextInput, wordsOf } from '../fields.tsx';
import { everybody, useLoaded } from './admin_lists.ts';

/** Everybody who can be away or stand in: the specialists of the links one sees. */
function specialists(): readonly (readonly [id: string, name: string])[] {
  const known = new Map<string, string>();
  for (const link of links.value ?? []) for (const one of link.specialists) known.set(one.person, one.display_name);
  return [...known].sort(([, a], [, b]) => (a < b ? -1 : 1));
}

function PersonChoice({
  id,
  label,
  hint,
  problem,
}: {
  id: string;
  label: string;
  hint?: string;
  problem?: string | undefined;
}) {
  return (
    <Select id={id} label={label} hint={hint} problem={problem}>
      <option value="">Choose</option>
      {specialists().map(([person, name]) => (
        <option value={person} key={person}>
          {name}
        </option>
      ))}
    </Select>
  );
}

function LeaveForm({ done }: { done: () => void }) {
  const [problems, setProblems] = useState<Problems>({});
  const { act, ...said } = useAct();
  const isMine = hasRole(me.value, 'specialist');
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const [person, from, until] = [wordsOf(form, 'away'), wordsOf(form, 'away_from'), wordsOf(form, 'away_until')];
    const deputy = wordsOf(form, 'deputy');
    const found: Record<string, string> = {};
    if (!isMine && !person) found['away'] = 'Choose who is away';
    if (!from) found['away_from'] = 'Enter the first day';
    if (!until) found['away_until'] = 'Enter the last day';
    if (!deputy) found['deputy'] = 'Choose who answers meanwhile';
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    void act({
      run: () => office.do('cover.set', { from, until, deputy, ...(person ? { person } : {}) }),
      done: 'The leave is set. Everybody who asks sees who answers.',
      after: done,
    });
  }
  return (
    <form onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      {hasRole(me.value, 'coordinator') ? (
        <PersonChoice id="away" label="Who is away" problem={problems['away']} />
      ) : null}
      <div class="side-by-side">
        <TextInput
          id="away_from"
          label="First day"
          type="date"
          look="nhsuk-input--width-10"
          problem={problems['away_from']}
        />
        <TextInput
          id="away_until"
          label="Last day"
          type="date"
          look="nhsuk-input--width-10"
          problem={problems['away_until']}
        />
      </div>
      <PersonChoice
        id="deputy"
        label="Who answers meanwhile"
        hint="A specialist of the same treatment functions"
        problem={problems['deputy']}
      />
      <button type="submit" class="nhsuk-button nhsuk-button--small">
        Set leave
      </button>
      <Said {...said} />
    </form>
  );
}

const COVER_WORDS: Readonly<Record<CoverRow['state'], string>> = {
  set: 'To come',
  begun: 'Away now',
  ended: 'Here again',
  cancelled: 'Taken back',
};

function Handover({ cover }: { cover: string }) {
  const asked = useAsked('cover.handover', { cover });
  return (
    <Rows asked={asked}>
      {(result) => (
        <>
          <p>
            {result.asked} asked, {result.answered} answered, {result.closed} closed meanwhile; {result.waiting} waiting
            now.
          </p>
          <ul>
            {result.threads.map((row) => (
              <li key={row.thread}>
                <a href={`#/case/${row.thread}`}>Case {row.thread}</a>
                {row.waiting && row.reply_due ? `, reply due ${whenWords(row.reply_due, now.value)}` : ''}
              </li>
            ))}
          </ul>
        </>
      )}
    </Rows>
  );
}

function Leave() {
  const asked = useAsked('cover.list', {});
  const { act, ...said } = useAct();
  const [open, setOpen] = useState('');
  const mayChange = (row: CoverRow) =>
    (row.state === 'set' || row.state === 'begun') &&
    (row.person === me.value?.person || hasRole(me.value, 'coordinator'));
  const isParty = (row: CoverRow) => row.person === me.value?.person || row.deputy === me.value?.person;
  const choices = (row: CoverRow) => (
    <>
      {mayChange(row) ? (
        <Sure
          label={row.state === 'begun' ? 'Back again' : 'Take back'}
          about={`the leave of ${row.display_name}`}
          sure="They hold their cases again."
          act={() =>
            void act({
              run: () => office.do('cover.cancel', { person: row.person, cover: row.cover }),
              done: 'Done.',
              after: asked.again,
            })
          }
        />
      ) : null}{' '}
      {isParty(row) && row.state !== 'set' ? (
        <button type="button" class="plain" onClick={() => setOpen(open === row.cover ? '' : row.cover)}>
          Cases
          <span class="nhsuk-u-visually-hidden"> during the leave of {row.display_name}</span>
        </button>
      ) : null}
    </>
  );
  return (
    <Part id="leave-title" title="Away, and who answers meanwhile">
      <Rows asked={asked}>
        {({ covers }) => (
          <Table
            name="Leave"
            rows={covers}
            keyOf={(row) => row.cover}
            empty="Nobody is away."
            columns={[
              ['Who', (row) => row.display_name],
              ['From', (row) => whenWords(row.from, now.value)],
              ['Until', (row) => whenWords(row.until, now.value)],
              ['Answers meanwhile', (row) => row.deputy_name],
              ['Now', (row) => COVER_WORDS[row.state]],
              ['What you can do', choices],
            ]}
          />
        )}
      </Rows>
      {open ? <Handover cover={open} key={open} /> : null}
      <Said {...said} />
      {hasRole(me.value, 'specialist', 'coordinator') ? (
        <Fold summary={hasRole(me.value, 'specialist') ? 'I will be away' : 'A specialist will be away'}>
          <LeaveForm done={asked.again} />
        </Fold>
      ) : null}
    </Part>
  );
}

const STEP_WORDS: Readonly<Record<PromiseRow['step'], string>> = {
  running: 'In time',
  reminded: 'Nearly due, reminded',
  lapsed: 'Overdue, who stands behind was told',
  escalated: 'Overdue, the coordinators were told',
};

function dueCell(row: PromiseRow): string {
  if (row.clock_stopped) return 'Waiting for information';
  return row.reply_due ? whenWords(row.reply_due, now.value) : '';
}

/** A coordinator reads no cases, and so meets nobody by name there: the people of the team are asked for. */
function useNames(): (person: string) => string {
  const isKeeper = hasRole(me.value, 'coordinator');
  const team = useLoaded(async () => (isKeeper ? everybody() : []));
  return (person) => team.result?.find((row) => row.person === person)?.display_name ?? nameOf(person);
}

function Promises() {
  const asked = useAsked('promise.list', { limit: 100 });
  const named = useNames();
  const isReader = hasRole(me.value, 'int_clinician', 'specialist');
  return (
    <Part id="promises-title" title="Answers that are owed">
      <Rows asked={asked}>
        {({ promises, complete }) => (
          <>
            <Table
              name="Promises"
              rows={promises}
              keyOf={(row) => row.thread}
              empty="None is owed."
              columns={[
                ['Link', (row) => (isReader ? <a href={`#/case/${row.thread}`}>{row.name}</a> : row.name)],
                ['Asked', (row) => named(row.opened_by)],
                ['Answers now', (row) => named(row.holder)],
                ['Due', (row) => <span class={row.overdue ? 'overdue' : ''}>{dueCell(row)}</span>],
                ['How it stands', (row) => STEP_WORDS[row.step]],
              ]}
            />
            {complete ? null : <p class="quiet">Only the first 100 are listed.</p>}
          </>
        )}
      </Rows>
    </Part>
  );
}

const LINK_WORDS: Readonly<Record<LinkEntry['state'], string>> = {
  proposed: 'Proposed',
  agreed: 'Agreed, not begun',
  open: 'Open',
  ended: 'Ended',
};

/** Whether this side has still to accept, and I am of it. */
function isMineToAccept(row: LinkEntry): boolean {
  const person = me.value?.person ?? '';
  const isTeam = hasRole(me.value, 'int_clinician', 'coordinator') && row.neighbourhood === me.value?.neighbourhood;
  return (
    row.state === 'proposed' &&
    ((row.specialists_awaited && row.specialists.includes(person)) || (row.team_awaited && isTeam))
  );
}

function stateWords(row: LinkEntry): string {
  const awaited = [row.team_awaited ? 'the team' : '', row.specialists_awaited ? 'the specialists' : ''].filter(
    Boolean,
  );
  return row.state === 'proposed' ? `Proposed, waits for ${awaited.join(' and ')}` : LINK_WORDS[row.state];
}

function Links() {
  const asked = useAsked('link.list', { limit: 100 });
  const { act, ...said } = useAct();
  const acceptColumn: readonly [string, (row: LinkEntry) => ComponentChildren] = [
    'What you can do',
    (row) =>
      isMineToAccept(row) ? (
        <button
          type="button"
          class="plain"
          onClick={() =>
            void act({
              run: () => office.do('link.accept', { link: row.link }),
              done: 'Accepted.',
              after: asked.again,
            })
          }
        >
          Accept
          <span class="nhsuk-u-visually-hidden"> {row.name}</span>
        </button>
      ) : (
        ''
      ),
  ];
  return (
    <Part id="links-title" title="Links">
      <Rows asked={asked}>
        {({ links: rows }) => (
          <Table
            name="Links"
            rows={rows}
            keyOf={(row) => row.link}
            empty="There are no links yet."
            columns={[
              ['Link', (row) => row.name],
              ['Specialists', (row) => row.specialists.map(nameOf).join(', ')],
              [
                'Promise',
                (row) => `${row.reply_working_days} working ${row.reply_working_days === 1 ? 'day' : 'days'}`,
              ],
              ['A week', (row) => (row.weekly_limit ? `${row.weekly_limit} cases` : 'No limit')],
              ['How it stands', stateWords],
              ...(rows.some(isMineToAccept) ? [acceptColumn] : []),
            ]}
          />
        )}
      </Rows>
      <Said {...said} />
    </Part>
  );
}

export default function Team() {
  return (
    <div class="pane-body wide">
      <h1 class="title">Cover and promises</h1>
      <Leave />
      <Promises />
      <Links />
    </div>
  );
}
