/* Organisations, neighbourhood teams, devices, and the activity that is expected of a specialty. */
import { useState } from 'preact/hooks';

import { office } from '../../platform/page.ts';
import { Part, Rows, Said, Sure, Table, useAct, useAsked } from '../asking.tsx';
import { ErrorSummary, Fold, type Problems, Select, TextInput, wordsOf } from '../fields.tsx';

const KINDS = { practice: 'Practice', trust: 'Trust', icb: 'Integrated care board' } as const;
type Kind = keyof typeof KINDS;

function Organisations() {
  const asked = useAsked('organisation.list', { limit: 200 });
  const { act, ...said } = useAct();
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const organisation = wordsOf(form, 'ods').toUpperCase();
    const name = wordsOf(form, 'organisation_name');
    const kind = wordsOf(form, 'organisation_kind') as Kind;
    if (!organisation || !name) return;
    void act({
      run: () => office.do('organisation.create', { organisation, name, kind }),
      done: `${name} is added.`,
      after: () => {
        form.reset();
        asked.again();
      },
    });
  }
  return (
    <Part id="organisations-title" title="Organisations">
      <Rows asked={asked}>
        {({ organisations }) => (
          <Table
            name="Organisations"
            rows={organisations}
            keyOf={(row) => row.organisation}
            empty="There are none yet."
            columns={[
              ['Name', (row) => row.name],
              ['ODS code', (row) => row.organisation],
              ['Kind', (row) => KINDS[row.kind]],
              ['Team', (row) => row.neighbourhood ?? ''],
              ['People', (row) => String(row.people)],
            ]}
          />
        )}
      </Rows>
      <Fold summary="Add an organisation">
        <form onSubmit={submitted} noValidate>
          <div class="side-by-side">
            <TextInput id="ods" label="ODS code" look="nhsuk-input--width-10" required />
            <TextInput id="organisation_name" label="Name" required />
            <Select id="organisation_kind" label="Kind">
              {Object.entries(KINDS).map(([kind, label]) => (
                <option value={kind} key={kind}>
                  {label}
                </option>
              ))}
            </Select>
          </div>
          <button type="submit" class="nhsuk-button nhsuk-button--small">
            Add this organisation
          </button>
        </form>
      </Fold>
      <Said {...said} />
    </Part>
  );
}

function Teams() {
  const asked = useAsked('neighbourhood.list', { limit: 200 });
  const { act, ...said } = useAct();
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const neighbourhood = wordsOf(form, 'team').toLowerCase();
    const name = wordsOf(form, 'team_name');
    const population = Number(wordsOf(form, 'population'));
    const practices = wordsOf(form, 'practices')
      .toUpperCase()
      .split(/[\s,;]+/)
      .filter(Boolean);
    if (!neighbourhood || !name || !Number.isInteger(population)) return;
    void act({
      run: () => office.do('neighbourhood.create', { neighbourhood, name, population, practices }),
      done: `${name} is added.`,
      after: () => {
        form.reset();
        asked.again();
      },
    });
  }
  return (
    <Part id="teams-title" title="Neighbourhood teams">
      <Rows asked={asked}>
        {({ neighbourhoods }) => (
          <Table
            name="Teams"
            rows={neighbourhoods}
            keyOf={(row) => row.neighbourhood}
            empty="There are none yet."
            columns={[
              ['Name', (row) => row.name],
              ['Handle', (row) => row.neighbourhood],
              ['Registered people', (row) => row.population.toLocaleString('en-GB')],
              ['Practices', (row) => row.practices.join(', ')],
              ['People', (row) => String(row.people)],
              ['Links', (row) => String(row.links)],
            ]}
          />
        )}
      </Rows>
      <Fold summary="Add a team">
        <form onSubmit={submitted} noValidate>
          <div class="side-by-side">
            <TextInput id="team" label="Handle" hint="Like riverside" autoCapitalize="none" required />
            <TextInput id="team_name" label="Name" hint="Like Riverside" required />
            <TextInput
              id="population"
              label="Registered people"
              hint="About 50,000"
              inputMode="numeric"
              look="nhsuk-input--width-10"
            />
          </div>
          <TextInput id="practices" label="Practices" hint="ODS codes" />
          <button type="submit" class="nhsuk-button nhsuk-button--small">
            Add this team
          </button>
        </form>
      </Fold>
      <Said {...said} />
    </Part>
  );
}

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

function Activity() {
  const [problems, setProblems] = useState<Problems>({});
  const { act, ...said } = useAct();
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const numbers = {
      first: Number(wordsOf(form, 'first')),
      total: Number(wordsOf(form, 'total')),
      year: Number(wordsOf(form, 'year')),
    };
    const treatment_function = wordsOf(form, 'specialty');
    const source = wordsOf(form, 'source');
    const found: Record<string, string> = {};
    if (!/^\d{3}$/.test(treatment_function)) found['specialty'] = 'Enter the three digits of the specialty, like 320';
    if (!source) found['source'] = 'Enter where the figures come from';
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    void act({
      run: () =>
        office.do('activity.set', {
          treatment_function,
          first_per_week: numbers.first,
          total_per_week: numbers.total,
          source,
          year: numbers.year,
        }),
      done: 'The expectation is set; reports use it from now on.',
    });
  }
  return (
    <Fold summary="Expected activity of a specialty">
      <form onSubmit={submitted} noValidate>
        <ErrorSummary problems={problems} />
        <div class="side-by-side">
          <TextInput
            id="specialty"
            label="Specialty"
            hint="Like 320"
            inputMode="numeric"
            problem={problems['specialty']}
          />
          <TextInput id="first" label="First visits a week" hint="For 50,000 people" inputMode="numeric" />
          <TextInput id="total" label="All visits a week" hint="For 50,000 people" inputMode="numeric" />
        </div>
        <div class="side-by-side">
          <TextInput id="source" label="Source" problem={problems['source']} />
          <TextInput id="year" label="Year of the data" inputMode="numeric" look="nhsuk-input--width-5" />
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
  return (
    <>
      <Teams />
      <Organisations />
      <Devices />
      <Activity />
    </>
  );
}
