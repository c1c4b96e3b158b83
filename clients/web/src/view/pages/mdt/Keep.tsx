/* Keeping virtual MDTs: setting one up, changing who is in it and how it meets, ending it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { LIMITS, type MdtRow } from '../../../../generated/contract.ts';
import { hasRole } from '../../../state/inbox.ts';
import { me } from '../../../state/store.ts';
import { office } from '../../../platform/page.ts';
import { tooLong } from '../../../words/limits.ts';
import { allFunctions } from '../../../words/mdt.ts';
import {
  type MdtPlan,
  type PlanField,
  changedMdt,
  newMdt,
  planOf,
  problemsOfPlan,
  rebased,
  withChairs,
} from '../../../words/mdt_plan.ts';
import { Part, Rows, Said, refusedAt, useAct } from '../../asking.tsx';
import { ErrorSummary, type Problems, Select, TextInput, wordsOf } from '../../fields.tsx';
import { everyTeam, useLoaded } from '../admin_lists.ts';
import { Several } from '../choices.tsx';
import { type Someone, loadPeople } from './people.ts';

const SMALL = 'nhsuk-button nhsuk-button--small';
const SPECIALTIES = allFunctions().map(([value, label]) => ({ value, label }));

const idOf = (field: PlanField): string => `mdt_${field}`;

const byId = (found: Partial<Record<PlanField, string>>): Problems =>
  Object.fromEntries(Object.entries(found).map(([field, sentence]) => [idOf(field as PlanField), sentence]));

/** Something folded away that is not even asked for until it is wanted. */
function Unfold({ summary, children }: { summary: string; children: () => ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="nhsuk-details" onToggle={(event) => setOpen(isOpen || event.currentTarget.open)}>
      <summary class="nhsuk-details__summary">
        <span class="nhsuk-details__summary-text">{summary}</span>
      </summary>
      <div class="nhsuk-details__text">{isOpen ? children() : null}</div>
    </details>
  );
}

/** What was sent and is not answered yet, as without a connection. */
function Sent({ isBusy }: { isBusy: boolean }) {
  return isBusy ? <p class="quiet">On its way</p> : null;
}

interface FieldsProps {
  plan: MdtPlan;
  change: (part: Partial<MdtPlan>) => void;
  problems: Problems;
  people: readonly Someone[];
  row?: MdtRow | undefined;
}

/** Who may chair: clinicians of the list, and whoever was added by user name. */
function Chairs({ plan, change, problems, people, row }: FieldsProps) {
  const known = new Set(people.map(({ value }) => value));
  const others = [...new Set([...plan.members, plan.chair, plan.deputy_chair])].filter((one) => one && !known.has(one));
  const options = [
    ...people.filter(({ mayChair }) => mayChair),
    ...others.map((person) => ({ value: person, label: person })),
  ].map(({ value, label }) => (
    <option value={value} key={value}>
      {label}
    </option>
  ));
  return (
    <div class="side-by-side">
      <Select
        id={idOf('chair')}
        label="Chair"
        hint="Signs the decisions"
        problem={problems[idOf('chair')]}
        value={plan.chair}
        onChange={(event) => change({ chair: event.currentTarget.value })}
      >
        {row ? null : <option value="">Choose</option>}
        {options}
      </Select>
      <Select
        id={idOf('deputy_chair')}
        label="Deputy chair (optional)"
        hint="May do all that the chair does"
        problem={problems[idOf('deputy_chair')]}
        value={plan.deputy_chair}
        onChange={(event) => change({ deputy_chair: event.currentTarget.value })}
      >
        <option value="">Nobody</option>
        {options}
      </Select>
    </div>
  );
}

function Rhythm({ plan, change, problems, row }: FieldsProps) {
  return (
    <div class="side-by-side">
      <TextInput
        id={idOf('every_weeks')}
        label="Weeks between meetings (optional)"
        hint="1 is every week"
        inputMode="numeric"
        look="nhsuk-input--width-5"
        value={plan.every_weeks}
        onInput={(event) => change({ every_weeks: event.currentTarget.value.trim() })}
        problem={problems[idOf('every_weeks')]}
      />
      <TextInput
        id={idOf('first_on')}
        label={row?.every_weeks ? 'Next meeting of the rhythm (optional)' : 'First meeting (optional)'}
        hint="The days that follow are counted from it"
        type="date"
        look="nhsuk-input--width-10"
        value={plan.first_on}
        onInput={(event) => change({ first_on: event.currentTarget.value })}
        problem={problems[idOf('first_on')]}
      />
    </div>
  );
}

function Fields(props: FieldsProps) {
  const { plan, change, problems, people } = props;
  // Only an administrator sees all specialists there are: somebody new can be named by user name.
  const isOpen = !hasRole(me.value, 'administrator');
  return (
    <>
      <TextInput
        id={idOf('name')}
        label="Name"
        hint="Like Riverside frailty MDT"
        value={plan.name}
        onInput={(event) => change({ name: event.currentTarget.value })}
        problem={problems[idOf('name')]}
      />
      <Chairs {...props} />
      <Several
        id={idOf('members')}
        label="Members"
        hint={`Part of a name${isOpen ? ', or the user name of somebody new' : ''}. The chairs are members in any case`}
        options={people}
        chosen={plan.members}
        onChange={(members) => change({ members })}
        problem={problems[idOf('members')]}
        isOpen={isOpen}
      />
      <Several
        id={idOf('required')}
        label="Required specialties"
        hint="Part of a name. They must have spoken before a case is decided; there need not be any"
        options={SPECIALTIES}
        chosen={plan.required}
        onChange={(required) => change({ required })}
        problem={problems[idOf('required')]}
      />
      <Rhythm {...props} />
    </>
  );
}

interface FormProps {
  people: readonly Someone[];
  row?: MdtRow;
  button: string;
  /** Sends what was filled in, and what the form began with; what it gives is said. */
  send: (plan: MdtPlan, before: MdtPlan) => Promise<string>;
  /** After its receipt. */
  done: () => void;
}

/** What is filled in, and what that began with: it follows what others change meanwhile. */
function usePlan(row: MdtRow | undefined) {
  const now = planOf(row);
  const [held, setHeld] = useState({ plan: now, before: now });
  useEffect(() => {
    if (row) setHeld(({ plan, before }) => ({ plan: rebased(before, plan, now), before: now }));
  }, [JSON.stringify(now)]);
  return {
    ...held,
    change: (part: Partial<MdtPlan>) => setHeld(({ plan, before }) => ({ plan: { ...plan, ...part }, before })),
    begin: (plan: MdtPlan) => setHeld({ plan, before: plan }),
  };
}

function PlanForm({ people, row, button, send, done }: FormProps) {
  const [problems, setProblems] = useState<Problems>({});
  const { plan, before, change, begin } = usePlan(row);
  const { act, isBusy, ...said } = useAct();
  function submitted(event: Event): void {
    event.preventDefault();
    const entered = { ...plan, name: plan.name.trim() };
    const found = byId(problemsOfPlan(entered));
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    void act({
      run: () => send(entered, before),
      after: () => {
        begin(row ? withChairs(entered) : planOf());
        done();
      },
      refused: refusedAt('mdt', Object.keys(plan), setProblems),
    });
  }
  return (
    <form class="mdt-form" onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      <Fields
        plan={plan}
        change={change}
        problems={problems}
        people={people}
        row={row}
      />
      <button type="submit" class={SMALL} aria-disabled={isBusy}>
        {button}
      </button>
      <Sent isBusy={isBusy} />
      {Object.keys(problems).length === 0 ? <Said {...said} /> : null}
    </form>
  );
}

function NewOf({ neighbourhood, done }: { neighbourhood: string; done: () => void }) {
  const people = useLoaded(() => loadPeople(neighbourhood));
  async function send(plan: MdtPlan): Promise<string> {
    await office.do('mdt.create', newMdt(neighbourhood, plan));
    return `${plan.name} is set up.`;
  }
  return (
    <Rows asked={people}>
      {(known) => <PlanForm people={known} button="Set up this MDT" send={send} done={done} />}
    </Rows>
  );
}

/** Whose patients it is about decides who can be in it: where there are several teams, that is chosen first. */
function NewMdt({ done }: { done: () => void }) {
  const teams = useLoaded(everyTeam);
  const [chosen, setChosen] = useState('');
  return (
    <Rows asked={teams}>
      {(all) => {
        const neighbourhood = all.length === 1 ? all[0]?.neighbourhood : chosen;
        return (
          <>
            {all.length === 1 ? null : (
              <Select
                id="mdt_neighbourhood"
                label="Team"
                hint="Whose patients it is about"
                value={chosen}
                onChange={(event) => setChosen(event.currentTarget.value)}
              >
                <option value="">Choose</option>
                {all.map((team) => (
                  <option value={team.neighbourhood} key={team.neighbourhood}>
                    {team.name}
                  </option>
                ))}
              </Select>
            )}
            {neighbourhood ? <NewOf neighbourhood={neighbourhood} key={neighbourhood} done={done} /> : null}
          </>
        );
      }}
    </Rows>
  );
}

/** For whoever keeps the MDTs of a neighbourhood. */
export function SetUp({ done }: { done: () => void }) {
  return (
    <div class="pad-above">
      <Unfold summary="Set up an MDT">{() => <NewMdt done={done} />}</Unfold>
    </div>
  );
}

function ChangeMdt({ mdt, done }: { mdt: MdtRow; done: () => void }) {
  const people = useLoaded(() => loadPeople(mdt.neighbourhood, mdt));
  async function send(plan: MdtPlan, before: MdtPlan): Promise<string> {
    const args = changedMdt(mdt.conversation, before, plan);
    if (!args) return 'Nothing is different.';
    await office.do('mdt.update', args);
    return `${plan.name} is changed.`;
  }
  return (
    <Rows asked={people}>
      {(known) => <PlanForm people={known} row={mdt} button="Save these changes" send={send} done={done} />}
    </Rows>
  );
}

function EndMdt({ end, isBusy }: { end: (reason: string) => void; isBusy: boolean }) {
  const [problems, setProblems] = useState<Problems>({});
  function submitted(event: Event): void {
    event.preventDefault();
    const reason = wordsOf(event.currentTarget as HTMLFormElement, 'mdt_end_reason');
    const long = tooLong(reason, LIMITS['mdt.end.reason']);
    setProblems(!reason || long ? { mdt_end_reason: long || 'Say why it ends' } : {});
    if (reason && !long) end(reason);
  }
  return (
    <form class="mdt-form" onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      <p class="meta">
        Meetings that are planned or open are closed first. What was said stays readable for the members.
      </p>
      <TextInput
        id="mdt_end_reason"
        label="Why it ends"
        hint="For its members: nothing about a patient"
        problem={problems['mdt_end_reason']}
      />
      <button type="submit" class={`${SMALL} nhsuk-button--warning`} aria-disabled={isBusy}>
        End this MDT
      </button>
    </form>
  );
}

/** What its chairs, the coordinator of its neighbourhood and administrators do about an MDT itself. */
export function Keeping({ mdt, done }: { mdt: MdtRow; done: () => void }) {
  const { act, isBusy, ...said } = useAct();
  const end = (reason: string) =>
    void act({
      run: () => office.do('mdt.end', { conversation: mdt.conversation, reason }),
      done: `${mdt.name} has ended.`,
      after: done,
    });
  return (
    <Part id="keeping-title" title="Keeping this MDT">
      {mdt.ended ? null : (
        <>
          <Unfold summary="Change this MDT">{() => <ChangeMdt mdt={mdt} done={done} />}</Unfold>
          <Unfold summary="End this MDT">{() => <EndMdt end={end} isBusy={isBusy} />}</Unfold>
        </>
      )}
      <Sent isBusy={isBusy} />
      <Said {...said} />
    </Part>
  );
}
