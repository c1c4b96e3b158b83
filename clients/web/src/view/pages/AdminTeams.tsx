/* Neighbourhood teams and their practices. */
import { useState } from 'preact/hooks';

import type { NeighbourhoodRow, OrganisationRow } from '../../../generated/contract.ts';
import { office } from '../../platform/page.ts';
import { type Asked, Part, Rows, Said, Sure, Table, useAct } from '../asking.tsx';
import { ErrorSummary, Fold, type Problems, TextInput, wordsOf } from '../fields.tsx';
import { Change, Inner, type Option, Several } from './choices.tsx';

interface Details {
  name: string;
  population: number;
  practices: readonly string[];
}

/** What both forms ask for, and what is wrong with it. */
function detailsIn(form: HTMLFormElement, prefix: string, practices: readonly string[]): [Details, Problems] {
  const name = wordsOf(form, `${prefix}_name`);
  const entered = wordsOf(form, `${prefix}_population`).replace(/[\s,]/g, '');
  const population = /^\d{1,9}$/.test(entered) ? Number(entered) : 0;
  const found: Record<string, string> = {};
  if (!name) found[`${prefix}_name`] = 'Enter the name';
  if (population === 0) found[`${prefix}_population`] = 'Enter how many people are registered, like 50,000';
  if (practices.length === 0) found[`${prefix}_practices`] = 'Add at least one practice';
  return [{ name, population, practices }, found];
}

interface FieldsProps {
  prefix: string;
  row?: NeighbourhoodRow;
  problems: Problems;
  options: readonly Option[];
  practices: readonly string[];
  setPractices: (practices: readonly string[]) => void;
}

function Fields({ prefix, row, problems, options, practices, setPractices }: FieldsProps) {
  return (
    <>
      <div class="side-by-side">
        <TextInput
          id={`${prefix}_name`}
          label="Name"
          hint="Like Riverside"
          defaultValue={row?.name ?? ''}
          problem={problems[`${prefix}_name`]}
        />
        <TextInput
          id={`${prefix}_population`}
          label="Registered people"
          hint="About 50,000"
          inputMode="numeric"
          look="nhsuk-input--width-10"
          defaultValue={row ? String(row.population) : ''}
          problem={problems[`${prefix}_population`]}
        />
      </div>
      <Several
        id={`${prefix}_practices`}
        label="Practices"
        hint="Part of a name"
        options={options}
        chosen={practices}
        onChange={setPractices}
        problem={problems[`${prefix}_practices`]}
      />
    </>
  );
}

function NewTeam({ options, done }: { options: readonly Option[]; done: () => void }) {
  const [problems, setProblems] = useState<Problems>({});
  const [practices, setPractices] = useState<readonly string[]>([]);
  const { act, ...said } = useAct();
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const neighbourhood = wordsOf(form, 'team').toLowerCase();
    const [details, wrong] = detailsIn(form, 'team', practices);
    const found = { ...(neighbourhood ? {} : { team: 'Enter a short name of small letters' }), ...wrong };
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    void act({
      run: () => office.do('neighbourhood.create', { neighbourhood, ...details }),
      done: `${details.name} is added.`,
      after: () => {
        form.reset();
        setPractices([]);
        done();
      },
    });
  }
  return (
    <form onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      <TextInput
        id="team"
        label="Short name"
        hint="Small letters, digits and dashes, like riverside: files and terminals use it"
        autoCapitalize="none"
        look="nhsuk-input--width-20"
        problem={problems['team']}
      />
      <Fields prefix="team" problems={problems} options={options} practices={practices} setPractices={setPractices} />
      <button type="submit" class="nhsuk-button nhsuk-button--small">
        Add this team
      </button>
      <Said {...said} />
    </form>
  );
}

function EditTeam({ row, options, done }: { row: NeighbourhoodRow; options: readonly Option[]; done: () => void }) {
  const [problems, setProblems] = useState<Problems>({});
  const [practices, setPractices] = useState<readonly string[]>(row.practices);
  const { act, ...said } = useAct();
  function submitted(event: Event): void {
    event.preventDefault();
    const [details, found] = detailsIn(event.currentTarget as HTMLFormElement, 'its', practices);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    void act({
      run: () => office.do('neighbourhood.update', { neighbourhood: row.neighbourhood, ...details }),
      done: `${details.name} is changed.`,
      after: done,
    });
  }
  return (
    <Inner title={row.name}>
      <form onSubmit={submitted} noValidate>
        <ErrorSummary problems={problems} />
        <Fields
          prefix="its"
          row={row}
          problems={problems}
          options={options}
          practices={practices}
          setPractices={setPractices}
        />
        <button type="submit" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">
          Save this team
        </button>
      </form>
      <Sure
        label="End this team"
        about={row.name}
        sure="It must have no people and no open links any more. What was said stays."
        act={() =>
          void act({
            run: () => office.do('neighbourhood.end', { neighbourhood: row.neighbourhood }),
            done: `${row.name} has ended.`,
            after: done,
          })
        }
      />
      <Said {...said} />
    </Inner>
  );
}

interface Props {
  asked: Asked<readonly NeighbourhoodRow[]>;
  organisations: Asked<readonly OrganisationRow[]>;
  /** Told when something is different now. */
  changed: () => void;
}

export function Teams({ asked, organisations, changed }: Props) {
  const [open, setOpen] = useState('');
  const known = organisations.result ?? [];
  const options = known
    .filter(({ kind }) => kind === 'practice')
    .map(({ organisation, name }) => ({ value: organisation, label: name }));
  const practiceName = (code: string) => known.find(({ organisation }) => organisation === code)?.name ?? code;
  return (
    <Part id="teams-title" title="Neighbourhood teams">
      <Rows asked={asked}>
        {(teams) => (
          <>
            <Table
              name="Teams"
              rows={teams}
              keyOf={(row) => row.neighbourhood}
              empty="There are none yet."
              columns={[
                ['Name', (row) => row.name],
                ['Short name', (row) => row.neighbourhood],
                ['Registered people', (row) => row.population.toLocaleString('en-GB')],
                ['Practices', (row) => row.practices.map(practiceName).join(', ')],
                ['People', (row) => String(row.people)],
                ['Links', (row) => String(row.links)],
                [
                  'What you can do',
                  (row) => (
                    <Change
                      about={row.name}
                      isOpen={open === row.neighbourhood}
                      toggle={() => setOpen(open === row.neighbourhood ? '' : row.neighbourhood)}
                    />
                  ),
                ],
              ]}
            />
            {teams
              .filter((row) => row.neighbourhood === open)
              .map((row) => (
                <EditTeam row={row} key={row.neighbourhood} options={options} done={changed} />
              ))}
          </>
        )}
      </Rows>
      <Fold summary="Add a team">
        <NewTeam options={options} done={changed} />
      </Fold>
    </Part>
  );
}
