/* Who may sign in, as what, and how they get in. */
import { useState } from 'preact/hooks';

import type { PersonRow, Role } from '../../../generated/contract.ts';
import { hasRole } from '../../state/inbox.ts';
import { me } from '../../state/store.ts';
import { office } from '../../platform/page.ts';
import type { ArgsOf } from '../../wire/frames.ts';
import { ROLES, labelOf } from '../../words/labels.ts';
import { stampWords } from '../../words/times.ts';
import { Part, Rows, Said, Table, useAct, useAsked } from '../asking.tsx';
import { ErrorSummary, Fold, type Problems, TextInput, wordsOf } from '../fields.tsx';

const ROLE_NAMES = Object.keys(ROLES) as Role[];

/** What is filled in, without what stands empty. */
const filled = <T extends Record<string, string>>(given: T): Partial<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')) as Partial<T>;

function RoleChoice({ chosen, prefix }: { chosen: readonly Role[]; prefix: string }) {
  return (
    <fieldset class="nhsuk-fieldset roles">
      <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">Roles</legend>
      {ROLE_NAMES.map((role) => (
        <label class="check" key={role} htmlFor={`${prefix}-${role}`}>
          <input
            type="checkbox"
            id={`${prefix}-${role}`}
            name="roles"
            value={role}
            defaultChecked={chosen.includes(role)}
          />
          {ROLES[role]}
        </label>
      ))}
    </fieldset>
  );
}

const rolesOf = (form: HTMLFormElement): Role[] =>
  new FormData(form).getAll('roles').map((role) => String(role) as Role);

function NewPerson({ done }: { done: () => void }) {
  const [problems, setProblems] = useState<Problems>({});
  const { act, ...said } = useAct();
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const person = wordsOf(form, 'new_person').toLowerCase();
    const display_name = wordsOf(form, 'display_name');
    const roles = rolesOf(form);
    const found: Record<string, string> = {};
    if (!/^[a-z0-9][a-z0-9.-]{0,63}$/.test(person))
      found['new_person'] = 'Enter a user name of small letters, digits, dots and dashes';
    if (!display_name) found['display_name'] = 'Enter the name that others see';
    if (roles.length === 0) found['new-int_clinician'] = 'Choose at least one role';
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const more = filled({
      job_title: wordsOf(form, 'job_title'),
      professional_number: wordsOf(form, 'professional_number'),
      organisation: wordsOf(form, 'organisation').toUpperCase(),
      neighbourhood: wordsOf(form, 'neighbourhood'),
      treatment_function: wordsOf(form, 'treatment_function'),
    });
    void act({
      run: () => office.do('person.create', { person, display_name, roles, ...more }),
      done: `${display_name} is added. Invite them next.`,
      after: () => {
        form.reset();
        done();
      },
    });
  }
  return (
    <form onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      <div class="side-by-side">
        <TextInput
          id="new_person"
          label="User name"
          hint="Like a.khan"
          problem={problems['new_person']}
          autoCapitalize="none"
        />
        <TextInput id="display_name" label="Name" hint="Like Dr Amina Khan" problem={problems['display_name']} />
        <TextInput id="job_title" label="Job (optional)" hint="Like GP partner" />
      </div>
      <div class="side-by-side">
        <TextInput id="professional_number" label="Professional number (optional)" hint="GMC, NMC, HCPC or GPhC" />
        <TextInput id="organisation" label="Organisation (optional)" hint="ODS code" />
        <TextInput id="neighbourhood" label="Team (optional)" hint="Of a clinician or coordinator, like riverside" />
        <TextInput
          id="treatment_function"
          label="Specialty (optional)"
          hint="Of a specialist, like 320"
          inputMode="numeric"
        />
      </div>
      <RoleChoice chosen={[]} prefix="new" />
      <button type="submit" class="nhsuk-button nhsuk-button--small">
        Add this person
      </button>
      <Said {...said} />
    </form>
  );
}

async function invite(row: PersonRow): Promise<string> {
  const { code, ends_at } = await office.do('person.invite', { person: row.person });
  return `Code for ${row.display_name}: ${code ?? 'shown once already'}. Hand it over in person or by telephone; it is good until ${stampWords(ends_at)}.`;
}

/** One person: what can be changed about them. */
function Person({ row, done }: { row: PersonRow; done: () => void }) {
  const { act, ...said } = useAct();
  const isAdministrator = hasRole(me.value, 'administrator');
  function suspend(event: Event): void {
    event.preventDefault();
    const reason = wordsOf(event.currentTarget as HTMLFormElement, 'reason');
    void act({
      run: () => office.do('person.suspend', { person: row.person, reason: reason || 'Not given' }),
      done: `${row.display_name} is shut out.`,
      after: done,
    });
  }
  function setRoles(event: Event): void {
    event.preventDefault();
    const roles = rolesOf(event.currentTarget as HTMLFormElement);
    void act({
      run: () => office.do('person.set_roles', { person: row.person, roles }),
      done: 'The roles are set.',
      after: done,
    });
  }
  return (
    <div class="inner-form">
      <h3>{row.display_name}</h3>
      <Said {...said} />
      <button
        type="button"
        class="nhsuk-button nhsuk-button--small"
        onClick={() => void act({ run: () => invite(row) })}
      >
        Invite
      </button>
      {isAdministrator ? (
        <>
          <form onSubmit={setRoles} noValidate>
            <RoleChoice chosen={row.roles as readonly Role[]} prefix="set" />
            <button type="submit" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">
              Set roles
            </button>
          </form>
          {row.state === 'active' ? (
            <form onSubmit={suspend} noValidate>
              <TextInput id="reason" label="Why they are shut out" hint="Kept in the record: nothing personal" />
              <button type="submit" class="nhsuk-button nhsuk-button--warning nhsuk-button--small">
                Suspend now
              </button>
            </form>
          ) : (
            <button
              type="button"
              class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
              onClick={() =>
                void act({
                  run: () => office.do('person.reinstate', { person: row.person }),
                  done: `${row.display_name} may sign in again.`,
                  after: done,
                })
              }
            >
              Let them in again
            </button>
          )}
        </>
      ) : null}
    </div>
  );
}

export function AdminPeople() {
  const [args, setArgs] = useState<ArgsOf<'person.list'>>({ limit: 100 });
  const [open, setOpen] = useState('');
  const asked = useAsked('person.list', args);
  function submitted(event: Event): void {
    event.preventDefault();
    const text = wordsOf(event.currentTarget as HTMLFormElement, 'who');
    setArgs({ limit: 100, ...(text ? { text } : {}) });
  }
  return (
    <Part id="people-title" title="People">
      <form onSubmit={submitted} noValidate role="search">
        <TextInput
          id="who"
          label="Find"
          hint="Part of a name, job or number"
          look="nhsuk-input--width-20"
          type="search"
        />
        <button type="submit" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">
          Show
        </button>
      </form>
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
                ['Where', (row) => row.neighbourhood ?? row.organisation_name ?? ''],
                ['Access', (row) => (row.state === 'suspended' ? <strong class="away">Suspended</strong> : 'Active')],
                [
                  'What you can do',
                  (row) => (
                    <button
                      type="button"
                      class="plain"
                      aria-expanded={open === row.person}
                      onClick={() => setOpen(open === row.person ? '' : row.person)}
                    >
                      Change
                      <span class="nhsuk-u-visually-hidden"> {row.display_name}</span>
                    </button>
                  ),
                ],
              ]}
            />
            {people
              .filter((row) => row.person === open)
              .map((row) => (
                <Person row={row} key={`${row.person} ${row.state}`} done={asked.again} />
              ))}
            {complete ? null : <p class="quiet">Only the first 100 are listed; find narrows it down.</p>}
          </>
        )}
      </Rows>
      {hasRole(me.value, 'administrator') ? (
        <Fold summary="Add a person">
          <NewPerson done={asked.again} />
        </Fold>
      ) : null}
    </Part>
  );
}
