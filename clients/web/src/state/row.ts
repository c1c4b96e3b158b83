/* What events do to the row of their thread. */
import type { EventOf, Events, Patient, SomeEvent, ThreadRow } from '../../generated/contract.ts';
import type { Person } from './state.ts';

/** Events that are messages, and the field that holds their words. */
export const MESSAGE_WORDS: Readonly<Record<string, string>> = {
  'case.asked': 'question',
  'topic.opened': 'body',
  'message.sent': 'body',
  'case.answered': 'answer',
  'case.information_requested': 'body',
  'mdt.case_added': 'question',
  'mdt.contributed': 'body',
  'mdt.decided': 'decision',
  'mdt.decision_amended': 'decision',
};

export const isMessage = (event: SomeEvent): boolean => event.event in MESSAGE_WORDS;

type Change = Partial<Record<keyof ThreadRow, unknown>>;
type Changes = { [E in keyof Events]?: (event: EventOf<E>, row: ThreadRow) => Change };

const STANDS_STILL: Change = { reply_due: undefined, overdue: false };

const CHANGES: Changes = {
  'message.sent': ({ data }) =>
    data.reply_due ? { state: 'awaiting_answer', reply_due: data.reply_due, overdue: false } : {},
  'case.answered': ({ data }) => ({ ...STANDS_STILL, state: 'answered', recommendation: data.recommendation }),
  'case.information_requested': () => ({ ...STANDS_STILL, state: 'awaiting_information' }),
  'mdt.decided': () => ({ state: 'decided' }),
  'case.referred': () => ({ referred: true }),
  'case.closed': ({ data, at }) => ({ ...STANDS_STILL, state: 'closed', outcome: data.outcome, closed_at: at }),
  'case.reopened': ({ data }, row) => ({
    state: data.reply_due || !row.recommendation ? 'awaiting_answer' : 'answered',
    outcome: undefined,
    closed_at: undefined,
    reply_due: data.reply_due,
    overdue: false,
  }),
  'referral.avoided': ({ data }) => ({ avoided: data.state }),
  'referral.confirmed': () => ({ avoided: 'confirmed' }),
  'referral.deferred': () => ({ avoided: 'deferred' }),
  'referral.reopened': () => ({ avoided: 'reopened' }),
};

/** The next move is mine: the asker acts on an answer and gives what is asked for, the asked one answers. */
function isWaitingOn(row: ThreadRow, me: string): boolean {
  if (row.state === 'awaiting_answer') return row.asked === me || row.deputy === me;
  if (row.state === 'awaiting_information' || row.state === 'answered') return row.opened_by === me;
  return false;
}

function withoutAbsent<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

/** The row of a thread after an event. me is the person looking. */
export function changedRow(row: ThreadRow, event: SomeEvent, me: string): ThreadRow {
  const change = (CHANGES[event.event] as ((event: SomeEvent, row: ThreadRow) => Change) | undefined)?.(event, row);
  // A row asked for after the event was committed has it counted already.
  const isNew = isMessage(event) && (event.seq ?? 0) > row.last_seq;
  const mark = event.event === 'read.marked' && event.by === me ? event.data.seq : 0;
  const readSeq = Math.max(row.read_seq, mark, isNew && event.by === me && row.unread === 0 ? (event.seq ?? 0) : 0);
  const changed = withoutAbsent({
    ...row,
    ...change,
    ...(isNew ? { last_seq: event.seq, last_at: event.at } : {}),
    unread: mark >= row.last_seq ? 0 : row.unread + (isNew && event.by !== me ? 1 : 0),
    read_seq: readSeq,
  } as ThreadRow);
  return { ...changed, waiting_on_me: isWaitingOn(changed, me) };
}

const OPENINGS: Readonly<Record<string, Pick<ThreadRow, 'kind' | 'state'>>> = {
  'case.asked': { kind: 'case', state: 'awaiting_answer' },
  'topic.opened': { kind: 'topic', state: 'open' },
  'mdt.case_added': { kind: 'mdt_case', state: 'in_discussion' },
};

/** The row of a thread that an event opens, or null. Names not met yet are the ids until the server is asked. */
export function openedRow(event: SomeEvent, me: string, people: Readonly<Record<string, Person>>): ThreadRow | null {
  const opening = OPENINGS[event.event];
  if (!opening || !event.thread || !event.conversation) return null;
  const nameOf = (person: string) => people[person]?.name ?? person;
  const row: ThreadRow = {
    thread: event.thread,
    conversation: event.conversation,
    ...opening,
    opened_by: event.by,
    opened_by_name: nameOf(event.by),
    opened_at: event.at,
    overdue: false,
    waiting_on_me: false,
    referred: false,
    last_seq: event.seq ?? 0,
    last_at: event.at,
    read_seq: event.by === me ? (event.seq ?? 0) : 0,
    unread: event.by === me ? 0 : 1,
  };
  const { title, patient: who } = event.data as { title?: string; patient?: Patient };
  if (title !== undefined) row.title = title;
  if (event.event === 'mdt.case_added' && who) row.patient = who;
  if (event.event !== 'case.asked') return row;
  const { asked, patient, urgency, intent, reply_due, treatment_function } = event.data;
  const made = withoutAbsent({
    ...row,
    asked,
    asked_name: nameOf(asked),
    patient,
    urgency,
    intent,
    reply_due,
    treatment_function,
  } as ThreadRow);
  return { ...made, waiting_on_me: isWaitingOn(made, me) };
}
