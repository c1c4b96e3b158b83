/* The state after each thing that can happen. Pure. */
import type { LinkRow, MessageRow, SomeEvent, ThreadRow } from '../../generated/contract.ts';
import { changedOpened } from './messages.ts';
import { changedRow, isMessage, openedRow } from './row.ts';
import { type Action, EMPTY, type News, type Opened, type Pending, type Person, type State } from './state.ts';

type ActionOf<T extends Action['type']> = Extract<Action, { type: T }>;
type Changes = { [T in Action['type']]: (state: State, action: ActionOf<T>) => State };

/** What rows tell about people; a row that says less takes nothing away. */
function learn(
  people: State['people'],
  {
    threads = [],
    messages = [],
    links = [],
  }: {
    threads?: readonly ThreadRow[];
    messages?: readonly MessageRow[];
    links?: readonly LinkRow[];
  },
): State['people'] {
  const known: Record<string, Person> = { ...people };
  const told = (id: string | undefined, name: string | undefined, job?: string, number?: string) => {
    if (!id || !name) return;
    const before = known[id];
    known[id] = { name, job: job ?? before?.job, number: number ?? before?.number };
  };
  for (const row of threads) {
    told(row.opened_by, row.opened_by_name);
    told(row.asked, row.asked_name);
  }
  for (const row of messages) told(row.by, row.by_name, row.by_job_title, row.by_professional_number);
  for (const link of links) {
    for (const one of link.specialists) told(one.person, one.display_name, one.job_title, one.professional_number);
  }
  return known;
}

const byId = (messages: readonly MessageRow[]): Opened['messages'] =>
  Object.fromEntries(messages.map((message) => [message.message, message]));

const without = <T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));

function withItem(state: State, txn: string, change: Partial<Pending>): State {
  return { ...state, outbox: state.outbox.map((item) => (item.txn === txn ? { ...item, ...change } : item)) };
}

/** The rows after a page of them: the first page starts anew, but keeps what stands on none of the pages yet. */
function mergeThreads(before: readonly ThreadRow[], page: readonly ThreadRow[]): readonly ThreadRow[] {
  const told = new Map(page.map((row) => [row.thread, row]));
  const kept = before.map((row) => {
    const fresh = told.get(row.thread);
    told.delete(row.thread);
    return fresh ?? row;
  });
  return [...kept, ...told.values()];
}

/** The rows with one as the server now has it; the same rows when it says nothing new. */
function withRow(rows: readonly ThreadRow[], fresh: ThreadRow): readonly ThreadRow[] {
  const known = rows.find((row) => row.thread === fresh.thread);
  if (!known || JSON.stringify(known) === JSON.stringify(fresh)) return rows;
  return rows.map((row) => (row === known ? fresh : row));
}

/** What pages show that ask for whole rows: which of it an event is news of. */
function newsOf({ event, conversation, thread }: SomeEvent): readonly (string | undefined)[] {
  if (event.startsWith('mdt.')) return ['mdts', conversation, thread];
  if (event.startsWith('action.')) return ['actions', conversation, thread];
  return event === 'message.amended' || event === 'message.redacted' ? [conversation, thread] : [];
}

function withNews(news: News, event: SomeEvent): News {
  const of = newsOf(event).filter((key) => key !== undefined);
  return of.length > 0 ? { ...news, ...Object.fromEntries(of.map((key) => [key, event.pos])) } : news;
}

function afterEvent(state: State, event: SomeEvent): State {
  const me = state.me?.person ?? '';
  const isKnown = state.threads.some((row) => row.thread === event.thread);
  const opens = isKnown ? null : openedRow(event, me, state.people);
  const isHere = state.opened?.row.thread === event.thread;
  return {
    ...state,
    threads: opens
      ? [...state.threads, opens]
      : isKnown
        ? state.threads.map((row) => (row.thread === event.thread ? changedRow(row, event, me) : row))
        : state.threads,
    opened: isHere ? changedOpened(state.opened, event, state) : state.opened,
    outbox: event.txn ? state.outbox.filter((item) => item.txn !== event.txn) : state.outbox,
    news: withNews(state.news, event),
    typing: isMessage(event) && event.thread ? without(state.typing, event.thread) : state.typing,
  };
}

const CHANGES: Changes = {
  signed_out: (state, { notice = '' }) => ({ ...EMPTY, page: state.page, session: 'signed_out', notice }),
  notice: (state, { notice }) => ({ ...state, notice }),
  connecting: (state) => ({ ...state, session: 'signed_in', notice: '' }),
  connection: (state, { connection }) => ({ ...state, connection }),
  hello: (state, { hello }) => ({ ...state, me: hello }),
  locked: (state, { isLocked }) => ({ ...state, isLocked }),
  stale: (state) => ({ ...state, isStale: true }),
  page: (state, { page }) => {
    const thread = page.name === 'case' || page.name === 'print' ? page.thread : '';
    return {
      ...state,
      page,
      problem: '',
      opened: state.opened?.row.thread === thread ? state.opened : null,
    };
  },
  filter: (state, { filter }) => ({ ...state, filter }),
  threads: (state, { threads, isFirst, isFresh = false, isComplete }) => ({
    ...state,
    threads: mergeThreads(isFirst && (isFresh || state.list === 'loading') ? [] : state.threads, threads),
    list: isComplete ? 'complete' : 'partial',
    people: learn(state.people, { threads }),
    opened: state.opened && {
      ...state.opened,
      row: threads.find((row) => row.thread === state.opened?.row.thread) ?? state.opened.row,
    },
  }),
  links: (state, { links }) => ({ ...state, links, people: learn(state.people, { links }) }),
  opened: (state, { history, meanwhile = [] }) => {
    const thread = 'thread' in state.page ? state.page.thread : '';
    if (history.thread.thread !== thread) return state;
    const upto = history.events.at(-1)?.pos ?? 0;
    // What was heard after the answer was made, and before it came, is in nothing else.
    const late = meanwhile.filter((event) => event.thread === thread && event.pos > upto);
    const people = learn(state.people, { threads: [history.thread], messages: history.messages });
    const asked: Opened = {
      row: history.thread,
      events: history.events,
      reads: history.reads,
      isComplete: history.complete,
      messages: byId(history.messages),
    };
    return {
      ...state,
      problem: '',
      people,
      threads: late.length > 0 ? state.threads : withRow(state.threads, history.thread),
      opened: late.reduce<Opened | null>((opened, event) => changedOpened(opened, event, { ...state, people }), asked),
    };
  },
  earlier: (state, { history }) => {
    if (!state.opened || history.thread.thread !== state.opened.row.thread) return state;
    return {
      ...state,
      people: learn(state.people, { messages: history.messages }),
      opened: {
        ...state.opened,
        isComplete: history.complete,
        events: [...history.events, ...state.opened.events],
        messages: { ...byId(history.messages), ...state.opened.messages },
      },
    };
  },
  not_opened: (state, { thread, sentence }) =>
    'thread' in state.page && state.page.thread === thread ? { ...state, problem: sentence } : state,
  event: (state, { event }) => afterEvent(state, event),
  typing: (state, { thread, by }) => ({
    ...state,
    typing: by ? { ...state.typing, [thread]: by } : without(state.typing, thread),
  }),
  presence: (state, { person, isOnline }) => ({ ...state, online: { ...state.online, [person]: isOnline } }),
  queued: (state, { item }) => ({
    ...state,
    outbox: [...state.outbox.filter(({ txn }) => txn !== item.txn), item],
  }),
  sending: (state, { txn }) => withItem(state, txn, { state: 'sending' }),
  failed: (state, { txn, sentence }) => withItem(state, txn, { state: 'failed', sentence }),
  settled: (state, { txn }) => ({ ...state, outbox: state.outbox.filter((item) => item.txn !== txn) }),
};

/** The state after an action. */
export function reduce(state: State, action: Action): State {
  return (CHANGES[action.type] as (state: State, action: Action) => State)(state, action);
}
