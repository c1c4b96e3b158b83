/* Neighbourhood teams, organisations, devices, and the activity that is expected of a specialty. */
import { useState } from 'preact/hooks';

import { office } from '../../platform/page.ts';
import { Part, Rows, Said, Sure, Table, useAct, useAsked } from '../asking.tsx';
import { ErrorSummary, Fold, type Problems, TextInput, wordsOf } from '../fields.tsx';
import { Organisations } from './AdminOrganisations.tsx';
import { Teams } from './AdminTeams.tsx';
import { everyOrganisation, everyTeam, useLoaded } from './admin_lists.ts';
import { SpecialtyChoice, specialtyName } from './choices.tsx';

function Devices() {
  const asked = useAsked('device.list', { limit: 200 });
  const { act, ...said } = useAct();
  return (
    <Part id="all-devices-title" title="Devices">
      <Rows asked={asked}>
        {({ devices }) => (
          <Table
            name="Devices"
            rows={devices}
            keyOf={(row) => row.device}
            empty="There are none yet."
            columns={[
              ['Device', (row) => row.device],
              ['Whose', (row) => row.display_name],
              ['State', (row) => (row.revoked ? 'Revoked' : 'In use')],
              [
                'What you can do',
                (row) =>
                  row.revoked ? (
                    ''
                  ) : (
                    <Sure
                      label="Revoke"
                      about={row.device}
                      sure="It can never be used again."
                      act={() =>
                        void act({
                          run: () =>
                            office.do('device.revoke', { device: row.device, reason: 'Revoked by an administrator' }),
                          done: `${row.device} is revoked.`,
                          after: asked.again,
                        })
                      }
                    />
                  ),
              ],
            ]}
          />
        )}
      </Rows>
      <Said {...said} />
    </Part>
  );
}

/** A whole number as it is entered, "1,600" too; NaN when it is none. */
function numberIn(form: HTMLFormElement, name: string): number {
  const words = wordsOf(form, name).replaceAll(',', '');
  return /^\d{1,7}$/.test(words) ? Number(words) : Number.NaN;
}

function Activity() {
  const [problems, setProblems] = useState<Problems>({});
  const { act, ...said } = useAct();
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const [first, total, year] = [numberIn(form, 'first'), numberIn(form, 'total'), numberIn(form, 'year')];
    const treatment_function = wordsOf(form, 'specialty');
    const source = wordsOf(form, 'source');
    const found: Record<string, string> = {};
    if (!treatment_function) found['specialty'] = 'Choose the specialty';
    if (Number.isNaN(first)) found['first'] = 'Enter how many first visits, a whole number like 23';
    if (Number.isNaN(total)) found['total'] = 'Enter how many visits in all, a whole number like 49';
    if (Number.isNaN(year)) found['year'] = 'Enter the year, like 2025';
    if (!source) found['source'] = 'Enter where the figures come from';
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    void act({
      run: () =>
        office.do('activity.set', {
          treatment_function,
          first_per_week: first,
          total_per_week: total,
          source,
          year,
        }),
      done: `The expectation for ${specialtyName(treatment_function)} is set. Reports use it from now on.`,
      after: () => form.reset(),
    });
  }
  return (
    <Fold summary="Expected activity of a specialty">
      <form onSubmit={submitted} noValidate>
        <ErrorSummary problems={problems} />
        <div class="side-by-side">
          <SpecialtyChoice
            id="specialty"
            label="Specialty"
            hint="Whose visits they are"
            problem={problems['specialty']}
          />
          <TextInput
            id="first"
            label="First visits a week"
            hint="For 50,000 people"
            inputMode="numeric"
            problem={problems['first']}
          />
          <TextInput
            id="total"
            label="All visits a week"
            hint="For 50,000 people"
            inputMode="numeric"
            problem={problems['total']}
          />
        </div>
        <div class="side-by-side">
          <TextInput id="source" label="Source" hint="Where the figures come from" problem={problems['source']} />
          <TextInput
            id="year"
            label="Year of the data"
            hint="Like 2025"
            inputMode="numeric"
            look="nhsuk-input--width-5"
            problem={problems['year']}
          />
        </div>
        <button type="submit" class="nhsuk-button nhsuk-button--small">
          Set expectation
        </button>
        <Said {...said} />
      </form>
    </Fold>
  );
}

export function AdminPlaces() {
  const teams = useLoaded(everyTeam);
  const organisations = useLoaded(everyOrganisation);
  // A practice counts for its team and a team for its practices: both are asked for again.
  function changed(): void {
    teams.again();
    organisations.again();
  }
  const teamName = (id: string) => teams.result?.find(({ neighbourhood }) => neighbourhood === id)?.name ?? id;
  return (
    <>
      <Teams asked={teams} organisations={organisations} changed={changed} />
      <Organisations asked={organisations} changed={changed} teamName={teamName} />
      <Devices />
      <Activity />
    </>
  );
}
