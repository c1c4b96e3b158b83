/* Links: proposed, changed and ended by administrators, and by coordinators for their own team. */
import { useState } from 'preact/hooks';

import type { LinkEntry } from '../../../generated/contract.ts';
import { hasRole } from '../../state/inbox.ts';
import { me, nameOf } from '../../state/store.ts';
import { office } from '../../platform/page.ts';
import { LINKS_FILE } from '../../words/files.ts';
import {
  FIELDS,
  type LinkTerms,
  changedLink,
  newLink,
  problemsOfTerms,
  termsOf,
} from '../../words/link_terms.ts';
import { dateWords } from '../../words/times.ts';
import { Part, Rows, Said, Table, refusedAt, useAct, useAsked } from '../asking.tsx';
import { ErrorSummary, Fold, type Problems, TextInput, wordsOf } from '../fields.tsx';
import { AdminFile } from './AdminFile.tsx';
import { everyLink, everyTeam, loadSpecialists, useLoaded } from './admin_lists.ts';
import { Change, Choice, Inner, type Option, Several, SpecialtyChoice } from './choices.tsx';

interface Lists {
  teams: readonly Option[];
  specialists: readonly Option[];
}

async function loadLists(): Promise<Lists> {
  const [teams, specialists] = await Promise.all([everyTeam(), loadSpecialists()]);
  return { teams: teams.map(({ neighbourhood, name }) => ({ value: neighbourhood, label: name })), specialists };
}

const daysWords = (days: number): string => `${days} working ${days === 1 ? 'day' : 'days'}`;

const STATES: Readonly<Record<LinkEntry['state'], string>> = {
  proposed: 'Proposed',
  agreed: 'Agreed, not begun',
  open: 'Open',
  ended: 'Ended',
};

function stateWords(row: LinkEntry): string {
  const awaited = [row.team_awaited ? 'the team' : '', row.specialists_awaited ? 'the specialists' : ''].filter(
    Boolean,
  );
  if (row.state === 'proposed') return `Proposed, waits for ${awaited.join(' and ')}`;
  return row.end_reason ? `${STATES[row.state]}: ${row.end_reason}` : STATES[row.state];
}

/** Columns that stand in the table where any link has such a day. */
const DAYS: readonly (readonly [string, (row: LinkEntry) => string])[] = [
  ['From', (row) => (row.starts_on ? dateWords(row.starts_on) : '')],
  ['Until', (row) => (row.ends_on ? dateWords(row.ends_on) : '')],
];

interface SpecialistsProps {
  id: string;
  problem?: string | undefined;
  options: readonly Option[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

/** A coordinator does not see all specialists there are: somebody new can be named by user name. */
function Specialists(props: SpecialistsProps) {
  const isOpen = !hasRole(me.value, 'administrator');
  const hint = `Part of a name${isOpen ? ', or the user name of somebody new' : ''}. The lead is asked when no name is given`;
  return <Several {...props} label="Specialists" hint={hint} first="Lead" isOpen={isOpen} />;
}

interface TermsProps {
  prefix: string;
  row?: LinkEntry;
  problems: Problems;
}

function Terms({ prefix, row, problems }: TermsProps) {
  const terms = termsOf(row);
  return (
    <>
      <div class="side-by-side">
        <TextInput
          id={`${prefix}_reply_working_days`}
          label="Promise"
          hint="Working days"
          inputMode="numeric"
          look="nhsuk-input--width-5"
          defaultValue={terms.reply_working_days}
          problem={problems[`${prefix}_reply_working_days`]}
        />
        <TextInput
          id={`${prefix}_weekly_limit`}
          label="Cases a week (optional)"
          hint="For each specialist"
          inputMode="numeric"
          look="nhsuk-input--width-5"
          defaultValue={terms.weekly_limit}
          problem={problems[`${prefix}_weekly_limit`]}
        />
      </div>
      <div class="side-by-side">
        <TextInput
          id={`${prefix}_starts_on`}
          label="First day (optional)"
          hint="Without it, as soon as both sides accept"
          type="date"
          look="nhsuk-input--width-10"
          defaultValue={terms.starts_on}
          problem={problems[`${prefix}_starts_on`]}
        />
        <TextInput
          id={`${prefix}_ends_on`}
          label="Last day (optional)"
          hint="Without it, until somebody ends it"
          type="date"
          look="nhsuk-input--width-10"
          defaultValue={terms.ends_on}
          problem={problems[`${prefix}_ends_on`]}
        />
      </div>
    </>
  );
}

const termsIn = (form: HTMLFormElement, prefix: string, specialists: readonly string[]): LinkTerms => ({
  specialists,
  reply_working_days: wordsOf(form, `${prefix}_reply_working_days`),
  weekly_limit: wordsOf(form, `${prefix}_weekly_limit`),
  starts_on: wordsOf(form, `${prefix}_starts_on`),
  ends_on: wordsOf(form, `${prefix}_ends_on`),
});

/** By control, what is wrong with the terms of a form. */
const wrongWith = (terms: LinkTerms, prefix: string): Record<string, string> =>
  Object.fromEntries(Object.entries(problemsOfTerms(terms)).map(([field, words]) => [`${prefix}_${field}`, words]));

function NewLink({ lists, done }: { lists: Lists; done: () => void }) {
  const [problems, setProblems] = useState<Problems>({});
  const [specialists, setSpecialists] = useState<readonly string[]>([]);
  const { act, ...said } = useAct();
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const neighbourhood = wordsOf(form, 'link_neighbourhood');
    const treatment_function = wordsOf(form, 'link_treatment_function');
    const terms = termsIn(form, 'link', specialists);
    const found = wrongWith(terms, 'link');
    if (!neighbourhood) found['link_neighbourhood'] = 'Choose the team';
    if (!treatment_function) found['link_treatment_function'] = 'Choose the specialty';
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    void act({
      run: () => office.do('link.create', newLink(neighbourhood, treatment_function, terms)),
      done: 'The link is proposed. It opens when both sides have accepted it.',
      after: () => {
        form.reset();
        setSpecialists([]);
        done();
      },
      refused: refusedAt('link', ['neighbourhood', 'treatment_function', ...FIELDS], setProblems),
    });
  }
  return (
    <form onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      <div class="side-by-side">
        <Choice
          id="link_neighbourhood"
          label="Team"
          options={lists.teams}
          chosen={lists.teams.length === 1 ? lists.teams[0]?.value : me.value?.neighbourhood}
          problem={problems['link_neighbourhood']}
        />
        <SpecialtyChoice id="link_treatment_function" label="Specialty" problem={problems['link_treatment_function']} />
      </div>
      <Specialists
        id="link_specialists"
        options={lists.specialists}
        chosen={specialists}
        onChange={setSpecialists}
        problem={problems['link_specialists']}
      />
      <Terms prefix="link" problems={problems} />
      <button type="submit" class="nhsuk-button nhsuk-button--small">
        Propose this link
      </button>
      <Said {...said} />
    </form>
  );
}

function Link({ row, lists, done }: { row: LinkEntry; lists: Lists; done: () => void }) {
  const [problems, setProblems] = useState<Problems>({});
  const [specialists, setSpecialists] = useState<readonly string[]>(row.specialists);
  const { act, ...said } = useAct();
  function update(event: Event): void {
    event.preventDefault();
    const terms = termsIn(event.currentTarget as HTMLFormElement, 'change', specialists);
    const found = wrongWith(terms, 'change');
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const args = changedLink(row, terms);
    void act({
      run: async () => (args ? office.do('link.update', args) : 'Nothing is different.'),
      done: 'The link is changed.',
      after: done,
      refused: refusedAt('change', FIELDS, setProblems),
    });
  }
  function end(event: Event): void {
    event.preventDefault();
    const reason = wordsOf(event.currentTarget as HTMLFormElement, 'end_reason');
    setProblems(reason ? {} : { end_reason: 'Say why it ends' });
    if (!reason) return;
    void act({
      run: () => office.do('link.end', { link: row.link, reason }),
      done: 'The link has ended.',
      after: done,
    });
  }
  return (
    <Inner title={row.name}>
      <Said {...said} />
      <ErrorSummary problems={problems} />
      <form onSubmit={update} noValidate>
        <Specialists
          id="change_specialists"
          options={lists.specialists}
          chosen={specialists}
          onChange={setSpecialists}
          problem={problems['change_specialists']}
        />
        <Terms prefix="change" row={row} problems={problems} />
        <button type="submit" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">
          Change this link
        </button>
      </form>
      <form onSubmit={end} noValidate>
        <TextInput
          id="end_reason"
          label="Why it ends"
          hint="For the people of the link: nothing about a patient"
          problem={problems['end_reason']}
        />
        <button type="submit" class="nhsuk-button nhsuk-button--warning nhsuk-button--small">
          End this link
        </button>
      </form>
    </Inner>
  );
}

export function AdminLinks() {
  const asked = useAsked('link.list', { limit: 200 });
  const lists = useLoaded<Lists>(loadLists);
  const [open, setOpen] = useState('');
  const named = (person: string) =>
    lists.result?.specialists.find(({ value }) => value === person)?.label ?? nameOf(person);
  return (
    <Part id="admin-links-title" title="Links">
      <Rows asked={asked}>
        {({ links, complete }) => (
          <>
            <Table
              name="Links"
              rows={links}
              keyOf={(row) => row.link}
              empty="There are no links yet."
              columns={[
                ['Link', (row) => row.name],
                ['Specialists', (row) => row.specialists.map(named).join(', ')],
                ['Promise', (row) => daysWords(row.reply_working_days)],
                ['State', stateWords],
                ...DAYS.filter(([, dayOf]) => links.some((row) => dayOf(row) !== '')),
                [
                  'What you can do',
                  (row) =>
                    row.state === 'ended' ? (
                      ''
                    ) : (
                      <Change
                        about={row.name}
                        isOpen={open === row.link}
                        toggle={() => setOpen(open === row.link ? '' : row.link)}
                      />
                    ),
                ],
              ]}
            />
            {complete ? null : <p class="quiet">Only the newest 200 are listed; the file holds them all.</p>}
            {links
              .filter((row) => row.link === open && row.state !== 'ended')
              .map((row) => (
                <Rows asked={lists} key={row.link}>
                  {(known) => <Link row={row} lists={known} done={asked.again} />}
                </Rows>
              ))}
          </>
        )}
      </Rows>
      <Fold summary="Propose a link">
        <Rows asked={lists}>{(known) => <NewLink lists={known} done={asked.again} />}</Rows>
      </Fold>
      <AdminFile
        kind="links"
        shape={LINKS_FILE}
        load={async () => (await everyLink()).filter(({ state }) => state !== 'ended')}
        done={asked.again}
      />
    </Part>
  );
}
