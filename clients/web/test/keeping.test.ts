/* What forms of MDTs and links tell the server: what is new, and nothing else. */
import { expect, test } from 'vitest';

import type { LinkEntry, MdtRow } from '../generated/contract.ts';
import { changedLink, newLink, problemsOfTerms, termsOf } from '../src/words/link_terms.ts';
import { changedMdt, newMdt, planOf, problemsOfPlan, rebased, withChairs } from '../src/words/mdt_plan.ts';

const MDT: MdtRow = {
  conversation: 'g60',
  name: 'Falls MDT',
  neighbourhood: 'riverside',
  chair: 'k.byrne',
  members: [
    { person: 'a.khan', display_name: 'Dr Khan' },
    { person: 'k.byrne', display_name: 'Dr Byrne' },
  ],
  required: ['320', '430'],
  every_weeks: 2,
  next_on: '2026-12-01',
  ended: false,
  meetings: [],
};
const PLAN = planOf(MDT);

test('a new MDT tells what was filled in', () => {
  expect(newMdt('riverside', { ...planOf(), name: 'Falls MDT', chair: 'k.byrne', members: ['a.khan'] })).toEqual({
    neighbourhood: 'riverside',
    name: 'Falls MDT',
    chair: 'k.byrne',
    members: ['a.khan'],
  });
  expect(newMdt('riverside', { ...PLAN, deputy_chair: 'a.khan' })).toMatchObject({
    deputy_chair: 'a.khan',
    required: ['320', '430'],
    every_weeks: 2,
    first_on: '2026-12-01',
  });
});

test('a change of an MDT tells what is new, and of a rhythm both halves', () => {
  const changed = (part: Partial<typeof PLAN>) => changedMdt('g60', PLAN, { ...PLAN, ...part });
  expect(changed({})).toBeNull();
  expect(changed({ members: ['k.byrne', 'a.khan'] })).toBeNull();
  expect(changed({ members: ['a.khan'] })).toBeNull();
  expect(changed({ members: ['k.byrne', 'e.okafor'] })).toEqual({
    conversation: 'g60',
    members: ['k.byrne', 'e.okafor'],
  });
  expect(changed({ required: ['430', '320'] })).toEqual({ conversation: 'g60', required: ['430', '320'] });
  expect(changed({ every_weeks: '4' })).toEqual({ conversation: 'g60', every_weeks: 4, first_on: '2026-12-01' });
  // Who chaired it stays a member unless taken out; who chairs it now comes in.
  expect(changed({ chair: 'e.okafor' })).toEqual({
    conversation: 'g60',
    chair: 'e.okafor',
    members: ['a.khan', 'k.byrne'],
  });
});

test('what is wrong with the plan of an MDT is said at its field', () => {
  expect(Object.keys(problemsOfPlan(planOf())).sort()).toEqual(['chair', 'members', 'name']);
  expect(problemsOfPlan(PLAN)).toEqual({});
  const wrong = (part: Partial<typeof PLAN>) => problemsOfPlan({ ...PLAN, ...part });
  expect(wrong({ deputy_chair: 'k.byrne' })).toHaveProperty('deputy_chair');
  expect(wrong({ name: 'n'.repeat(301) }).name).toMatch(/too long by about 1 letter/);
  expect(wrong({ every_weeks: '53' })).toHaveProperty('every_weeks');
  expect(wrong({ every_weeks: '' })).toHaveProperty('every_weeks');
  expect(wrong({ first_on: '' })).toHaveProperty('first_on');
  expect(wrong({ deputy_chair: '', every_weeks: '', first_on: '', required: [] })).toEqual({});
});

test('what an MDT had and was emptied is taken away, a rhythm as a whole', () => {
  const before = { ...PLAN, deputy_chair: 'a.khan' };
  const changed = (part: Partial<typeof PLAN>) => changedMdt('g60', before, { ...before, ...part });
  // Who was the deputy stays a member, unless taken out as well.
  expect(changed({ deputy_chair: '' })).toEqual({ conversation: 'g60', clear: ['deputy_chair'] });
  expect(changed({ deputy_chair: '', members: ['k.byrne'] })).toEqual({
    conversation: 'g60',
    members: ['k.byrne'],
    clear: ['deputy_chair'],
  });
  expect(changed({ deputy_chair: '', required: [], every_weeks: '', first_on: '' })).toEqual({
    conversation: 'g60',
    clear: ['deputy_chair', 'required', 'rhythm'],
  });
  expect(changed({ name: 'Fall MDT', required: [], every_weeks: '3' })).toEqual({
    conversation: 'g60',
    name: 'Fall MDT',
    every_weeks: 3,
    first_on: '2026-12-01',
    clear: ['required'],
  });
  // What it never had is not taken away.
  const bare = { ...planOf(), name: 'Falls MDT', chair: 'k.byrne', members: ['k.byrne'] };
  expect(changedMdt('g60', bare, { ...bare, name: 'Fall MDT' })).toEqual({ conversation: 'g60', name: 'Fall MDT' });
});

test('once it is sent, the chairs stand among the members, and stay there when they chair no more', () => {
  const sent = withChairs({ ...PLAN, members: ['a.khan'], deputy_chair: 'h.silva' });
  expect(sent.members).toEqual(['a.khan', 'k.byrne', 'h.silva']);
  expect(withChairs(planOf()).members).toEqual([]);
  expect(changedMdt('g60', sent, { ...sent, deputy_chair: '' })).toEqual({
    conversation: 'g60',
    clear: ['deputy_chair'],
  });
});

const LINK: LinkEntry = {
  link: 'l20',
  conversation: 'g20',
  name: 'Riverside: Cardiology',
  neighbourhood: 'riverside',
  treatment_function: '320',
  state: 'open',
  team_awaited: false,
  specialists_awaited: false,
  specialists: ['e.okafor'],
  reply_working_days: 2,
  urgent_reply: 'same_day',
  weekly_limit: 15,
  ends_on: '2027-03-31',
};
const TERMS = termsOf(LINK);

test('a change of a link tells what is new, and clears what was emptied', () => {
  const changed = (part: Partial<typeof TERMS>) => changedLink(LINK, { ...TERMS, ...part });
  expect(changed({})).toBeNull();
  expect(changed({ weekly_limit: '', ends_on: '' })).toEqual({ link: 'l20', clear: ['weekly_limit', 'ends_on'] });
  expect(changed({ weekly_limit: '', starts_on: '2027-01-01', reply_working_days: '3' })).toEqual({
    link: 'l20',
    starts_on: '2027-01-01',
    reply_working_days: 3,
    clear: ['weekly_limit'],
  });
  expect(newLink('riverside', '320', { ...TERMS, weekly_limit: '' })).toEqual({
    neighbourhood: 'riverside',
    treatment_function: '320',
    specialists: ['e.okafor'],
    reply_working_days: 2,
    ends_on: '2027-03-31',
  });
});

test('what is wrong with the terms of a link is said, and a limit that is no number is not taken for none', () => {
  expect(problemsOfTerms(TERMS)).toEqual({});
  expect(problemsOfTerms({ ...TERMS, weekly_limit: 'many' })).toHaveProperty('weekly_limit');
  expect(problemsOfTerms({ ...TERMS, weekly_limit: '0' })).toHaveProperty('weekly_limit');
  expect(problemsOfTerms({ ...TERMS, starts_on: '2027-04-01' })).toHaveProperty('ends_on');
  expect(Object.keys(problemsOfTerms(termsOf())).sort()).toEqual(['reply_working_days', 'specialists']);
});

test('what somebody else changes meanwhile is taken over where nothing was touched, and never changed back', () => {
  const now = { ...PLAN, name: 'Renamed', members: ['m.other', ...PLAN.members.slice(1)], required: [] };
  expect(rebased(PLAN, PLAN, now)).toEqual(now);
  const gone = PLAN.members[1] ?? '';
  const entered = { ...PLAN, deputy_chair: 'x.new', members: [...PLAN.members.filter((one) => one !== gone), 'y.new'] };
  const merged = rebased(PLAN, entered, now);
  expect(merged).toEqual({
    ...now,
    deputy_chair: 'x.new',
    members: ['m.other', ...PLAN.members.slice(2), 'y.new'],
  });
  expect(changedMdt('g60', now, merged)).toMatchObject({ deputy_chair: 'x.new' });
  expect(changedMdt('g60', now, merged)).not.toHaveProperty('name');
  expect(rebased(PLAN, { ...PLAN, name: 'Mine' }, now).name).toBe('Mine');
});
