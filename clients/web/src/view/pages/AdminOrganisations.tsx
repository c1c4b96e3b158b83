/* Organisations: practices, trusts, integrated care boards. */
import { useState } from 'preact/hooks';

import type { OrganisationRow } from '../../../generated/contract.ts';
import { office } from '../../platform/page.ts';
import { type Asked, Part, Rows, Said, Sure, Table, useAct } from '../asking.tsx';
import { ErrorSummary, Fold, type Problems, TextInput, wordsOf } from '../fields.tsx';
import { Change, Choice, Inner } from './choices.tsx';

const KINDS = { practice: 'Practice', trust: 'Trust', icb: 'Integrated care board' } as const;
type Kind = keyof typeof KINDS;
const KIND_OPTIONS = Object.entries(KINDS).map(([value, label]) => ({ value, label }));

function NewOrganisation({ done }: { done: () => void }) {
  const [problems, setProblems] = useState<Problems>({});
  const { act, ...said } = useAct();
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const organisation = wordsOf(form, 'ods').toUpperCase();
    const name = wordsOf(form, 'organisation_name');
    const kind = wordsOf(form, 'organisation_kind') as Kind;
    const found: Record<string, string> = {};
    if (!organisation) found['ods'] = 'Enter the ODS code';
    if (!name) found['organisation_name'] = 'Enter the name';
    if (!kind) found['organisation_kind'] = 'Choose what it is';
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    void act({
      run: () => office.do('organisation.create', { organisation, name, kind }),
      done: `${name} is added.`,
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
        <TextInput id="ods" label="ODS code" hint="Like Y90001" autoCapitalize="none" problem={problems['ods']} />
        <TextInput
          id="organisation_name"
          label="Name"
          hint="Like Mill Lane Surgery"
          problem={problems['organisation_name']}
        />
        <Choice
          id="organisation_kind"
          label="Kind"
          hint="What it is"
          options={KIND_OPTIONS}
          problem={problems['organisation_kind']}
        />
      </div>
      <button type="submit" class="nhsuk-button nhsuk-button--small">
        Add this organisation
      </button>
      <Said {...said} />
    </form>
  );
}

function EditOrganisation({ row, done }: { row: OrganisationRow; done: () => void }) {
  const [problems, setProblems] = useState<Problems>({});
  const { act, ...said } = useAct();
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const [name, kind] = [wordsOf(form, 'its_name'), wordsOf(form, 'its_kind') as Kind];
    setProblems(name ? {} : { its_name: 'Enter the name' });
    if (!name) return;
    void act({
      run: () => office.do('organisation.update', { organisation: row.organisation, name, kind: kind || row.kind }),
      done: `${name} is changed.`,
      after: done,
    });
  }
  return (
    <Inner title={row.name}>
      <form onSubmit={submitted} noValidate>
        <ErrorSummary problems={problems} />
        <div class="side-by-side">
          <TextInput id="its_name" label="Name" defaultValue={row.name} problem={problems['its_name']} />
          <Choice id="its_kind" label="Kind" options={KIND_OPTIONS} chosen={row.kind} />
        </div>
        <button type="submit" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">
          Save this organisation
        </button>
      </form>
      <Sure
        label="End this organisation"
        about={row.name}
        sure="Nobody may work there any more."
        act={() =>
          void act({
            run: () => office.do('organisation.end', { organisation: row.organisation }),
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
  asked: Asked<readonly OrganisationRow[]>;
  /** Told when something is different now. */
  changed: () => void;
  teamName: (id: string) => string;
}

export function Organisations({ asked, changed, teamName }: Props) {
  const [open, setOpen] = useState('');
  return (
    <Part id="organisations-title" title="Organisations">
      <Rows asked={asked}>
        {(organisations) => (
          <>
            <Table
              name="Organisations"
              rows={organisations}
              keyOf={(row) => row.organisation}
              empty="There are none yet."
              columns={[
                ['Name', (row) => row.name],
                ['ODS code', (row) => row.organisation],
                ['Kind', (row) => KINDS[row.kind]],
                ['Team', (row) => (row.neighbourhood ? teamName(row.neighbourhood) : '')],
                ['People', (row) => String(row.people)],
                [
                  'What you can do',
                  (row) => (
                    <Change
                      about={row.name}
                      isOpen={open === row.organisation}
                      toggle={() => setOpen(open === row.organisation ? '' : row.organisation)}
                    />
                  ),
                ],
              ]}
            />
            {organisations
              .filter((row) => row.organisation === open)
              .map((row) => (
                <EditOrganisation row={row} key={row.organisation} done={changed} />
              ))}
          </>
        )}
      </Rows>
      <Fold summary="Add an organisation">
        <NewOrganisation done={changed} />
      </Fold>
    </Part>
  );
}
