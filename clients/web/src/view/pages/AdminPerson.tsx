/* One person: added, changed, invited, shut out and let in again. */
import { useState } from 'preact/hooks';

import type { PersonRow, Role } from '../../../generated/contract.ts';
import { hasRole } from '../../state/inbox.ts';
import { me } from '../../state/store.ts';
import { office } from '../../platform/page.ts';
import type { ArgsOf } from '../../wire/frames.ts';
import { ROLES } from '../../words/labels.ts';
import { stampWords } from '../../words/times.ts';
import { Said, useAct } from '../asking.tsx';
import { ErrorSummary, type Problems, TextInput, wordsOf } from '../fields.tsx';
import type { Names } from './admin_lists.ts';
import { Choice, Inner, SpecialtyChoice } from './choices.tsx';

const ROLE_NAMES = Object.keys(ROLES) as Role[];
/** What may stand empty. */
const DETAILS = ['job_title', 'professional_number', 'organisation', 'neighbourhood', 'treatment_function'] as const;
type Detail = (typeof DETAILS)[number];
type Details = Partial<Record<Detail, string>>;

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

const idOf = (prefix: string, detail: Detail | 'display_name') => `${prefix}_${detail}`;

/** The details of somebody as they stand in a form; those without a field there are not among them. */
function detailsIn(form: HTMLFormElement, prefix: string): Details {
  const there = DETAILS.filter((detail) => form.elements.namedItem(idOf(prefix, detail)));
  return Object.fromEntries(there.map((detail) => [detail, wordsOf(form, idOf(prefix, detail))]));
}

interface FieldsProps {
  prefix: string;
  row?: PersonRow;
  names: Names;
  problems: Problems;
}

/** Only an administrator moves somebody to another team, and only a specialist has a specialty. */
function DetailFields({ prefix, row, names, problems }: FieldsProps) {
  const mayMove = hasRole(me.value, 'administrator');
  const maySpecialise = !row || row.roles.includes('specialist');
  return (
    <>
      <div class="side-by-side">
        <TextInput
          id={idOf(prefix, 'display_name')}
          label="Name"
          hint="Like Dr Amina Khan"
          defaultValue={row?.display_name ?? ''}
          problem={problems[idOf(prefix, 'display_name')]}
        />
        <TextInput
          id={idOf(prefix, 'job_title')}
          label="Job (optional)"
          hint="Like GP partner"
          defaultValue={row?.job_title ?? ''}
        />
        <TextInput
          id={idOf(prefix, 'professional_number')}
          label="Professional number (optional)"
          hint="GMC, NMC, HCPC or GPhC"
          defaultValue={row?.professional_number ?? ''}
        />
      </div>
      <div class="side-by-side">
        <Choice
          id={idOf(prefix, 'organisation')}
          label="Organisation (optional)"
          hint="Where they work"
          none="None"
          options={names.organisations}
          chosen={row?.organisation}
        />
        {mayMove ? (
          <Choice
            id={idOf(prefix, 'neighbourhood')}
            label="Team (optional)"
            hint="Of a clinician or coordinator"
            none="None"
            options={names.teams}
            chosen={row?.neighbourhood}
          />
        ) : null}
        {maySpecialise ? (
          <SpecialtyChoice
            id={idOf(prefix, 'treatment_function')}
            label="Specialty (optional)"
            hint="Of a specialist"
            none="None"
            chosen={row?.treatment_function}
          />
        ) : null}
      </div>
    </>
  );
}

export function NewPerson({ names, done }: { names: Names; done: () => void }) {
  const [problems, setProblems] = useState<Problems>({});
  const { act, ...said } = useAct();
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const person = wordsOf(form, 'new_person').toLowerCase();
    const display_name = wordsOf(form, idOf('new', 'display_name'));
    const roles = rolesOf(form);
    const found: Record<string, string> = {};
    if (!/^[a-z0-9][a-z0-9.-]{0,63}$/.test(person))
      found['new_person'] = 'Enter a user name of small letters, digits, dots and dashes';
    if (!display_name) found[idOf('new', 'display_name')] = 'Enter the name that others see';
    if (roles.length === 0) found['new-int_clinician'] = 'Choose at least one role';
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const details = Object.entries(detailsIn(form, 'new')).filter(([, value]) => value !== '');
    void act({
      run: () => office.do('person.create', { person, display_name, roles, ...Object.fromEntries(details) }),
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
      <TextInput
        id="new_person"
        label="User name"
        hint="Like a.khan"
        look="nhsuk-input--width-20"
        problem={problems['new_person']}
        autoCapitalize="none"
      />
      <DetailFields prefix="new" names={names} problems={problems} />
      <RoleChoice chosen={[]} prefix="new" />
      <button type="submit" class="nhsuk-button nhsuk-button--small">
        Add this person
      </button>
      <Said {...said} />
    </form>
  );
}

/** What is to be changed: what is new, and what shall stand empty; null when nothing is. */
export function changesOf(row: PersonRow, display_name: string, details: Details): ArgsOf<'person.update'> | null {
  const changed = (Object.entries(details) as [Detail, string][]).filter(
    ([detail, value]) => value !== (row[detail] ?? ''),
  );
  const clear = changed.filter(([, value]) => value === '').map(([detail]) => detail);
  const set = Object.fromEntries(changed.filter(([, value]) => value !== '')) as Details;
  if (changed.length === 0 && display_name === row.display_name) return null;
  return {
    person: row.person,
    ...(display_name === row.display_name ? {} : { display_name }),
    ...set,
    ...(clear.length > 0 ? { clear } : {}),
  };
}

function EditPerson({ row, names, done }: { row: PersonRow; names: Names; done: () => void }) {
  const [problems, setProblems] = useState<Problems>({});
  const { act, ...said } = useAct();
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const display_name = wordsOf(form, idOf('edit', 'display_name'));
    setProblems(display_name ? {} : { [idOf('edit', 'display_name')]: 'Enter the name that others see' });
    if (!display_name) return;
    const args = changesOf(row, display_name, detailsIn(form, 'edit'));
    void act({
      run: async () => (args ? office.do('person.update', args) : 'Nothing is different.'),
      done: `${display_name} is changed.`,
      after: done,
    });
  }
  return (
    <form onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      <DetailFields prefix="edit" row={row} names={names} problems={problems} />
      <button type="submit" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">
        Save these details
      </button>
      <Said {...said} />
    </form>
  );
}

async function invite(row: PersonRow): Promise<string> {
  const { code, ends_at } = await office.do('person.invite', { person: row.person });
  return `Code for ${row.display_name}: ${code ?? 'shown once already'}. Hand it over in person or by telephone; it is good until ${stampWords(ends_at)}.`;
}

function Access({ row, done }: { row: PersonRow; done: () => void }) {
  const { act, ...said } = useAct();
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
      <Said {...said} />
    </>
  );
}

/** What can be changed about one person. */
export function Person({ row, names, done }: { row: PersonRow; names: Names; done: () => void }) {
  const { act, ...said } = useAct();
  // A coordinator lets clinicians in, an administrator everybody.
  const isAdministrator = hasRole(me.value, 'administrator');
  const mayInvite = isAdministrator || row.roles.every((role) => role === 'int_clinician');
  return (
    <Inner title={row.display_name}>
      <EditPerson row={row} names={names} done={done} />
      {mayInvite ? (
        <>
          <h4>Getting in</h4>
          <p class="meta">
            A code with which they set their password: the first time, or after losing phone or password.
          </p>
          <button
            type="button"
            class="nhsuk-button nhsuk-button--small"
            onClick={() => void act({ run: () => invite(row) })}
          >
            Invite
          </button>
        </>
      ) : null}
      <Said {...said} />
      {isAdministrator ? <Access row={row} done={done} /> : null}
    </Inner>
  );
}
