/* The inbox: which rows a filter keeps, and in which order they are worked through. */
import type { Role, ThreadRow } from '../../generated/contract.ts';
import type { Filter, Me, State } from './state.ts';

const isMine = (row: ThreadRow, me: string) => row.opened_by === me || row.asked === me || row.deputy === me;

const FILTERS: Readonly<Record<Filter, (row: ThreadRow, me: string) => boolean>> = {
  all: () => true,
  unread: (row) => row.unread > 0,
  todo: (row) => row.waiting_on_me,
  mine: isMine,
  team: (row, me) => !isMine(row, me),
};

/** Urgent, overdue, due by promise, then what waits for nobody's answer, topics, closed. */
function rankOf(row: ThreadRow, now: string): number {
  if (row.state === 'closed' || (row.state === 'decided' && row.unread === 0)) return 5;
  if (row.kind !== 'case') return row.unread > 0 ? 3 : 4;
  if (row.state !== 'awaiting_answer') return row.waiting_on_me ? 2 : 3;
  if (row.urgency === 'urgent') return 0;
  return row.overdue || (row.reply_due ?? '') < now ? 1 : 2;
}

/** A key that sorts as people triage. */
function triageKey(row: ThreadRow, now: string): string {
  const rank = rankOf(row, now);
  if (rank <= 2) return `${rank}${row.reply_due ?? row.last_at}`;
  // What happened last stands first: the complement of its digits sorts the other way round.
  return `${rank}${row.last_at.replace(/\d/g, (digit) => String(9 - Number(digit)))}`;
}

/** The rows of a filter, in triage order. now is an RFC 3339 time. */
export function inboxOf(threads: readonly ThreadRow[], filter: Filter, me: string, now: string): readonly ThreadRow[] {
  return threads
    .filter((row) => FILTERS[filter](row, me))
    .map((row) => ({ row, key: triageKey(row, now) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ row }) => row);
}

/** How many rows each filter keeps. */
export function filterCounts(threads: readonly ThreadRow[], me: string): Readonly<Record<Filter, number>> {
  const count = (filter: Filter) => threads.filter((row) => FILTERS[filter](row, me)).length;
  return {
    all: threads.length,
    unread: count('unread'),
    todo: count('todo'),
    mine: count('mine'),
    team: count('team'),
  };
}

export const unreadCount = (threads: readonly ThreadRow[]): number => threads.filter((row) => row.unread > 0).length;

export const hasRole = (me: Me | null, ...roles: readonly Role[]): boolean =>
  roles.some((role) => me?.roles.includes(role) ?? false);
export const isClinical = (me: Me | null): boolean => hasRole(me, 'int_clinician', 'specialist');
export const mayAsk = (me: Me | null): boolean => hasRole(me, 'int_clinician');
/** Whoever may be in an MDT, or keeps those of a neighbourhood. */
export const mayMeet = (me: Me | null): boolean => isClinical(me) || hasRole(me, 'coordinator');
export const mayReport = (me: Me | null): boolean =>
  hasRole(me, 'int_clinician', 'coordinator', 'manager', 'administrator');

/** How somebody is called: by name where it is known, else by id. */
export const nameIn = (people: State['people'], person: string): string => people[person]?.name ?? person;
