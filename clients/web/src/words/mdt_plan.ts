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

function problemsOfRhythm({ every_weeks: weeks, first_on: first }: MdtPlan, found: Found): void {
  if (weeks && !first) found.first_on = 'Enter the day of the first meeting as well, or empty the weeks';
  if (first && !weeks) found.every_weeks = 'Enter how many weeks lie between meetings as well, or empty the day';
  if (weeks && !/^([1-9]|[1-4]\d|5[0-2])$/.test(weeks)) found.every_weeks = 'Enter a number of weeks from 1 to 52';
}

/** By field, what is wrong. */
export function problemsOfPlan(plan: MdtPlan): Found {
  const found: Found = {};
  const long = tooLong(plan.name, LIMITS['mdt.create.name']);
  if (!plan.name || long) found.name = long || 'Enter the name, like Riverside frailty MDT';
  if (!plan.chair) found.chair = 'Choose who chairs it';
  if (plan.deputy_chair && plan.deputy_chair === plan.chair)
    found.deputy_chair = 'Choose somebody else than the chair, or nobody';
  if (plan.members.length === 0) found.members = 'Add at least one member';
  problemsOfRhythm(plan, found);
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

/** As the server takes it: the chairs are members whether they are named or not. */
export const withChairs = (plan: MdtPlan): MdtPlan => ({
  ...plan,
  members: [...new Set([...plan.members, plan.chair, plan.deputy_chair].filter(Boolean))],
});

const peopleOf = (plan: MdtPlan): readonly string[] => [...withChairs(plan).members].sort();

type Detail = NonNullable<Commands['mdt.update']['args']['clear']>[number];

const LACKS: { readonly [D in Detail]: (plan: MdtPlan) => boolean } = {
  deputy_chair: (plan) => !plan.deputy_chair,
  required: (plan) => plan.required.length === 0,
  rhythm: (plan) => !plan.every_weeks,
};

/** What it had and shall have no more. */
const clearedIn = (before: MdtPlan, plan: MdtPlan): readonly Detail[] =>
  (Object.keys(LACKS) as Detail[]).filter((detail) => LACKS[detail](plan) && !LACKS[detail](before));

/** Who was added stays added, and who was taken out stays out. */
const rebasedList = (from: readonly string[], plan: readonly string[], to: readonly string[]): readonly string[] => [
  ...to.filter((one) => plan.includes(one) || !from.includes(one)),
  ...plan.filter((one) => !from.includes(one) && !to.includes(one)),
];

/** What is being changed of an MDT that somebody else has changed meanwhile: what was not touched is as it is now. */
export const rebased = (from: MdtPlan, plan: MdtPlan, to: MdtPlan): MdtPlan => ({
  name: plan.name === from.name ? to.name : plan.name,
  chair: plan.chair === from.chair ? to.chair : plan.chair,
  deputy_chair: plan.deputy_chair === from.deputy_chair ? to.deputy_chair : plan.deputy_chair,
  members: rebasedList(from.members, plan.members, to.members),
  required: rebasedList(from.required, plan.required, to.required),
  every_weeks: plan.every_weeks === from.every_weeks ? to.every_weeks : plan.every_weeks,
  first_on: plan.first_on === from.first_on ? to.first_on : plan.first_on,
});

/** What is to be changed of an MDT that was as the first plan says, and what taken away; null when nothing is. */
export function changedMdt(
  conversation: string,
  before: MdtPlan,
  plan: MdtPlan,
): Commands['mdt.update']['args'] | null {
  const clear = clearedIn(before, plan);
  const changed = {
    ...(plan.name === before.name ? {} : { name: plan.name }),
    ...(plan.chair === before.chair ? {} : { chair: plan.chair }),
    ...(!plan.deputy_chair || plan.deputy_chair === before.deputy_chair ? {} : { deputy_chair: plan.deputy_chair }),
    ...(isSame(peopleOf(plan), peopleOf(before)) ? {} : { members: plan.members }),
    ...(plan.required.length === 0 || isSame(plan.required, before.required) ? {} : { required: plan.required }),
    ...(plan.every_weeks === before.every_weeks && plan.first_on === before.first_on ? {} : rhythmOf(plan)),
    ...(clear.length > 0 ? { clear } : {}),
  };
  return Object.keys(changed).length > 0 ? { conversation, ...changed } : null;
}
