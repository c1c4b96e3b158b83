/* Setting up a virtual MDT and changing it: what a form says of it, what is wrong with that, and what the server is told. */
import { type Commands, LIMITS, type MdtRow } from '../../generated/contract.ts';
import { tooLong } from './limits.ts';

/** As the form has it; what stands empty is not told. */
export interface MdtPlan {
  name: string;
  chair: string;
  deputy_chair: string;
  members: readonly string[];
  required: readonly string[];
  every_weeks: string;
  first_on: string;
}

export type PlanField = keyof MdtPlan;

/** An MDT as the form begins with it; without one, nothing is filled in. */
export const planOf = (row?: MdtRow): MdtPlan => ({
  name: row?.name ?? '',
  chair: row?.chair ?? '',
  deputy_chair: row?.deputy_chair ?? '',
  members: row?.members.map(({ person }) => person) ?? [],
  required: row?.required ?? [],
  every_weeks: String(row?.every_weeks ?? ''),
  first_on: row?.next_on ?? '',
});

type Found = Partial<Record<PlanField, string>>;

function problemsOfRhythm(plan: MdtPlan, row: MdtRow | undefined, found: Found): void {
  const { every_weeks: weeks, first_on: first } = plan;
  if (row?.every_weeks && (!weeks || !first)) {
    const sentence = 'A rhythm can be changed but not taken away: fill in the weeks and the day';
    found[weeks ? 'first_on' : 'every_weeks'] = sentence;
  } else if (weeks && !first) found.first_on = 'Enter the day of the first meeting as well';
  else if (first && !weeks) found.every_weeks = 'Enter how many weeks lie between meetings as well';
  if (weeks && !/^([1-9]|[1-4]\d|5[0-2])$/.test(weeks)) found.every_weeks = 'Enter a number of weeks from 1 to 52';
}

/** By field, what is wrong; the row is that of the MDT which is changed. */
export function problemsOfPlan(plan: MdtPlan, row?: MdtRow): Found {
  const found: Found = {};
  const long = tooLong(plan.name, LIMITS['mdt.create.name']);
  if (!plan.name || long) found.name = long || 'Enter the name, like Riverside frailty MDT';
  if (!plan.chair) found.chair = 'Choose who chairs it';
  if (plan.deputy_chair && plan.deputy_chair === plan.chair)
    found.deputy_chair = 'Choose somebody else than the chair, or nobody';
  if (plan.members.length === 0) found.members = 'Add at least one member';
  if (row?.required?.length && plan.required.length === 0)
    found.required = 'Required specialties can be replaced but not all taken away: add at least one';
  problemsOfRhythm(plan, row, found);
  return found;
}

const rhythmOf = ({ every_weeks: weeks, first_on }: MdtPlan) => (weeks ? { every_weeks: Number(weeks), first_on } : {});

export const newMdt = (neighbourhood: string, plan: MdtPlan): Commands['mdt.create']['args'] => ({
  neighbourhood,
  name: plan.name,
  chair: plan.chair,
  ...(plan.deputy_chair ? { deputy_chair: plan.deputy_chair } : {}),
  members: plan.members,
  ...(plan.required.length > 0 ? { required: plan.required } : {}),
  ...rhythmOf(plan),
});

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Who is in it: the chairs are whether they are named or not. */
const peopleOf = ({ members, chair, deputy_chair: deputy }: MdtPlan): readonly string[] =>
  [...new Set([...members, chair, deputy].filter(Boolean))].sort();

/** What is to be changed of an MDT that was as the first plan says; null when nothing is. */
export function changedMdt(
  conversation: string,
  before: MdtPlan,
  plan: MdtPlan,
): Commands['mdt.update']['args'] | null {
  const changed = {
    ...(plan.name === before.name ? {} : { name: plan.name }),
    ...(plan.chair === before.chair ? {} : { chair: plan.chair }),
    ...(plan.deputy_chair === before.deputy_chair ? {} : { deputy_chair: plan.deputy_chair }),
    ...(isSame(peopleOf(plan), peopleOf(before)) ? {} : { members: plan.members }),
    ...(isSame(plan.required, before.required) ? {} : { required: plan.required }),
    ...(plan.every_weeks === before.every_weeks && plan.first_on === before.first_on ? {} : rhythmOf(plan)),
  };
  return Object.keys(changed).length > 0 ? { conversation, ...changed } : null;
}
