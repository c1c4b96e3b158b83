/* Who may sign in, and as what. */
import { useState } from 'preact/hooks';

import { hasRole } from '../../state/inbox.ts';
import { me } from '../../state/store.ts';
import type { ArgsOf } from '../../wire/frames.ts';
import { ROLES, labelOf } from '../../words/labels.ts';
import { PEOPLE_FILE } from '../../words/files.ts';
import { Part, Rows, Table, useAsked } from '../asking.tsx';
import { Fold, Select, TextInput, wordsOf } from '../fields.tsx';
import { AdminFile } from './AdminFile.tsx';
import { NewPerson, Person } from './AdminPerson.tsx';
import { type Names, everybody, loadNames, useLoaded } from './admin_lists.ts';
import { Change, specialtyName } from './choices.tsx';

const MOST = 100;

function Finder({ find }: { find: (args: ArgsOf<'person.list'>) => void }) {
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const [text, role] = [wordsOf(form, 'who'), wordsOf(form, 'who_role')];
    find({
      limit: MOST,
      ...(text ? { text } : {}),
      ...(role ? { role: role as NonNullable<ArgsOf<'person.list'>['role']> } : {}),
    });
  }
  return (
    <form onSubmit={submitted} noValidate role="search">
      <div class="side-by-side">
        <TextInput id="who" label="Find" hint="Part of a name, job or number" type="search" />
        <Select id="who_role" label="Role" hint="Only who has it">
          <option value="">Any</option>
          {Object.entries(ROLES).map(([role, name]) => (
            <option value={role} key={role}>
              {name}
            </option>
          ))}
        </Select>
      </div>
      <button type="submit" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">
        Show
      </button>
    </form>
  );
}

export function AdminPeople() {
  const [args, setArgs] = useState<ArgsOf<'person.list'>>({ limit: MOST });
  const [open, setOpen] = useState('');
  const asked = useAsked('person.list', args);
  const names = useLoaded<Names>(loadNames);
  const teamOf = (id: string | undefined) => names.result?.teams.find(({ value }) => value === id)?.label ?? id;
  return (
    <Part id="people-title" title="People">
      <Finder find={setArgs} />
      <Rows asked={asked}>
        {({ people, complete }) => (
          <>
            <Table
              name="People"
              rows={people}
              keyOf={(row) => row.person}
              empty="Nobody of that name."
              columns={[
                ['Name', (row) => row.display_name],
                ['User name', (row) => row.person],
                ['Job', (row) => [row.job_title, row.professional_number].filter(Boolean).join(', ')],
                ['Roles', (row) => row.roles.map((role) => labelOf(ROLES, role)).join(', ')],
                [
                  'Where',
                  (row) =>
                    [
                      row.treatment_function ? specialtyName(row.treatment_function) : teamOf(row.neighbourhood),
                      row.organisation_name,
                    ]
                      .filter(Boolean)
                      .join(', '),
                ],
                ['Access', (row) => (row.state === 'suspended' ? <strong class="away">Suspended</strong> : 'Active')],
                [
                  'What you can do',
                  (row) => (
                    <Change
                      about={row.display_name}
                      isOpen={open === row.person}
                      toggle={() => setOpen(open === row.person ? '' : row.person)}
                    />
                  ),
                ],
              ]}
            />
            {complete ? null : <p class="quiet">Only the first {MOST} are listed; find narrows it down.</p>}
            {people
              .filter((row) => row.person === open)
              .map((row) => (
                <Rows asked={names} key={row.person}>
                  {(known) => <Person row={row} names={known} done={asked.again} />}
                </Rows>
              ))}
          </>
        )}
      </Rows>
      {hasRole(me.value, 'administrator') ? (
        <Fold summary="Add a person">
          <Rows asked={names}>{(known) => <NewPerson names={known} done={asked.again} />}</Rows>
        </Fold>
      ) : null}
      <AdminFile kind="people" shape={PEOPLE_FILE} load={() => everybody()} done={asked.again} />
    </Part>
  );
}
