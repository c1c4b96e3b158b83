/* What is said of virtual MDTs: meetings, quorum, whose view it is. */
import type {
  ContributionRow,
  DecisionRow,
  MdtCaseRow,
  MdtMemberRow,
  MdtRow,
  MeetingRow,
} from '../../generated/contract.ts';
import { SPECIALTIES } from '../../generated/specialties.ts';
import type { Tag } from './rows.ts';
import { dateWords, whenWords } from './times.ts';

const NAMES = new Map(SPECIALTIES);

/** "Cardiology" for 320; the code where it has no name. */
export const functionName = (code: string): string => NAMES.get(code) ?? code;

/** "Cardiology, Dermatology and Elderly Medicine". */
export function listWords(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export const functionsWords = (codes: readonly string[] = []): string => listWords(codes.map(functionName));

/** Everybody's choice of a specialty: code and name, by name. */
export const allFunctions = (): typeof SPECIALTIES => SPECIALTIES;

/* --- meetings --------------------------------------------------------------------------------------------------------- */

/** By the clock: the server writes down a moment later that a meeting opened or closed. */
export function stateOf({ state, opens, closes }: MeetingRow, now: Date): MeetingRow['state'] {
  if (state === 'closed' || new Date(closes) <= now) return 'closed';
  return new Date(opens) <= now ? 'open' : 'planned';
}

export function meetingWords(meeting: MeetingRow, now: Date): string {
  const state = stateOf(meeting, now);
  if (state === 'open') return `Open until ${whenWords(meeting.closes, now)}`;
  if (state === 'planned')
    return `Opens ${whenWords(meeting.opens, now)}, closes ${whenWords(meeting.closes, now)}`;
  return `Closed ${whenWords(meeting.closes, now)}`;
}

const several = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;

/** "4 cases, 2 decided". */
export function countWords({ cases = 0, decided = 0 }: MeetingRow): string {
  if (cases === 0) return 'No cases yet';
  return decided > 0 ? `${several(cases, 'case')}, ${decided} decided` : several(cases, 'case');
}

/** "3 cases wait for your view", or nothing. */
export const askedWords = (asked = 0): string =>
  asked === 0 ? '' : asked === 1 ? '1 case waits for your view' : `${asked} cases wait for your view`;

/** The meeting that matters now: the open one, or the next that is planned. */
export function meetingNow(mdt: MdtRow, now: Date): MeetingRow | undefined {
  return [...mdt.meetings]
    .sort((a, b) => (a.opens < b.opens ? -1 : 1))
    .find((meeting) => stateOf(meeting, now) !== 'closed');
}

export function rhythmWords({ every_weeks: weeks = 0, next_on: next, ended }: MdtRow): string {
  if (ended) return 'Has ended';
  if (weeks === 0) return 'Meets when a meeting is planned';
  const often = weeks === 1 ? 'Every week' : `Every ${weeks} weeks`;
  return next ? `${often}, next on ${dateWords(next)}` : often;
}

/* --- people ----------------------------------------------------------------------------------------------------------- */

export const isChair = (mdt: MdtRow | undefined, person: string): boolean =>
  mdt !== undefined && (mdt.chair === person || mdt.deputy_chair === person);

export const nameAmong = (members: readonly MdtMemberRow[], person: string): string =>
  members.find((member) => member.person === person)?.display_name ?? person;

/** Whom a member speaks for. */
export const voiceWords = (member: MdtMemberRow): string =>
  member.treatment_functions?.length ? functionsWords(member.treatment_functions) : 'Neighbourhood team';

/** "Chair", "Deputy chair", or nothing. */
export const chairWords = (mdt: MdtRow, person: string): string =>
  person === mdt.chair ? 'Chair' : person === mdt.deputy_chair ? 'Deputy chair' : '';

/* --- cases ------------------------------------------------------------------------------------------------------------ */

const TAGS: Readonly<Record<'decided' | 'deferred' | MdtCaseRow['tag'], Tag>> = {
  decided: { label: 'Decided', look: 'answered' },
  deferred: { label: 'Deferred', look: 'closed' },
  standard_care: { label: 'Standard care', look: 'mdt' },
  discuss: { label: 'Discuss', look: 'waiting' },
};

/** How a case stands on its agenda: one of four words. */
export function agendaTag(one: MdtCaseRow): Tag {
  if (one.state === 'decided') return TAGS.decided;
  return one.put_off ? TAGS.deferred : TAGS[one.tag];
}

/** Required specialties that have not spoken. */
export const missingOf = (one: MdtCaseRow): readonly string[] =>
  one.contributions
    .filter(({ required, contributed }) => required && !contributed)
    .map((slot) => slot.treatment_function ?? '');

/** "1 of 2 required views is in. Not yet: Elderly Medicine". */
export function quorumWords(one: MdtCaseRow): string {
  if (one.tag === 'standard_care') return 'Standard care needs no quorum';
  const required = new Set(one.contributions.filter((slot) => slot.required).map((slot) => slot.treatment_function));
  if (required.size === 0) return 'No specialty is required';
  const missing = missingOf(one);
  if (missing.length === 0)
    return required.size === 1 ? 'The required view is in' : `All ${required.size} required views are in`;
  const count = required.size - missing.length;
  return `${count} of ${required.size} required views ${count === 1 ? 'is' : 'are'} in. Not yet: ${functionsWords(missing)}`;
}

const CAUSES: Readonly<Record<NonNullable<MdtCaseRow['deferred']>, string>> = {
  by_chair: 'The chair put it off',
  no_quorum: 'The meeting closed without its quorum',
  not_decided: 'The meeting closed before a decision',
};

/** Why a case was put off, and who had not spoken; nothing where it never was. */
export function deferredWords(one: MdtCaseRow): string {
  if (!one.deferred || one.state === 'decided') return '';
  const missing = missingOf(one);
  const who = missing.length > 0 ? `: ${functionsWords(missing)} had not spoken` : '';
  return `${one.put_off ? '' : 'Deferred before. '}${CAUSES[one.deferred]}${one.put_off ? who : ''}.`;
}

/** Standard care is signed without a discussion, unless somebody dissents or a referral is to be counted. */
export const isOneTap = (one: MdtCaseRow): boolean =>
  one.tag === 'standard_care' &&
  one.state !== 'decided' &&
  !one.put_off &&
  !one.would_refer_to?.length &&
  !one.contributions.some(({ dissents }) => dissents);

export const STANDARD_CARE = 'Standard care agreed.';

/** Whose view a slot holds: "Cardiology", "Neighbourhood team", or the guest. */
export function slotWords(slot: ContributionRow): string {
  if (slot.guest && !slot.contributed) return 'Guest';
  const voice = slot.treatment_function ? functionName(slot.treatment_function) : 'Neighbourhood team';
  return slot.guest ? `${voice}, guest` : voice;
}

/** Where the patient goes, as a decision says it. */
export function outcomeLines({ managed = [], refer = [] }: Pick<DecisionRow, 'managed' | 'refer'>): readonly string[] {
  return [
    managed.length > 0 ? `No referral to ${functionsWords(managed)}: the team looks after it` : '',
    refer.length > 0 ? `Refer to ${functionsWords(refer)}` : '',
  ].filter(Boolean);
}
