/*
 * Everything the page knows, as one value that is never changed but replaced. The server's rows are the truth; an event
 * changes them at once.
 */
import type { LinkRow, MessageRow, ReadRow, SomeEvent, ThreadRow } from '../../generated/contract.ts';
import type { ArgsOf, CommandName, ResultOf } from '../wire/frames.ts';
import type { Connection } from '../wire/wire.ts';
import type { Page } from './page.ts';

export type Me = ResultOf<'session.hello'>;
export type Filter = 'all' | 'unread' | 'todo' | 'mine' | 'team';

export interface Person {
  name: string;
  job?: string | undefined;
  number?: string | undefined;
}

/** The thread that is open: its row, what happened in it, its messages as they read now, who read how far. */
export interface Opened {
  row: ThreadRow;
  events: readonly SomeEvent[];
  messages: Readonly<Record<string, MessageRow>>;
  reads: readonly ReadRow[];
  isComplete: boolean;
}

/** A command on its way: shown as queued until it is on the socket, as sending until its receipt. */
export interface Pending {
  txn: string;
  cmd: CommandName;
  args: ArgsOf<CommandName>;
  thread: string;
  label: string;
  body?: string | undefined;
  at: number; // ms since 1970
  state: 'queued' | 'sending' | 'failed';
  sentence?: string;
}

/** Position of the last event about a thread, an MDT, or the lists 'mdts' and 'actions': who shows them asks again. */
export type News = Readonly<Record<string, number>>;

export interface State {
  session: 'starting' | 'signed_out' | 'signed_in';
  notice: string;
  me: Me | null;
  connection: Connection;
  isLocked: boolean;
  isStale: boolean;
  page: Page;
  filter: Filter;
  threads: readonly ThreadRow[];
  list: 'loading' | 'partial' | 'complete';
  links: readonly LinkRow[] | null;
  people: Readonly<Record<string, Person>>;
  opened: Opened | null;
  problem: string;
  outbox: readonly Pending[];
  typing: Readonly<Record<string, string>>;
  online: Readonly<Record<string, boolean>>;
  news: News;
}

export const EMPTY: State = {
  session: 'starting',
  notice: '',
  me: null,
  connection: 'connecting',
  isLocked: false,
  isStale: false,
  page: { name: 'inbox' },
  filter: 'all',
  threads: [],
  list: 'loading',
  links: null,
  people: {},
  opened: null,
  problem: '',
  outbox: [],
  typing: {},
  online: {},
  news: {},
};

export type Action =
  | { type: 'signed_out'; notice?: string }
  | { type: 'notice'; notice: string }
  | { type: 'connecting' }
  | { type: 'connection'; connection: Connection }
  | { type: 'hello'; hello: Me }
  | { type: 'locked'; isLocked: boolean }
  | { type: 'stale' }
  | { type: 'page'; page: Page }
  | { type: 'filter'; filter: Filter }
  | { type: 'threads'; threads: readonly ThreadRow[]; isFirst: boolean; isFresh?: boolean; isComplete: boolean }
  | { type: 'links'; links: readonly LinkRow[] }
  | { type: 'opened'; history: ResultOf<'thread.history'>; meanwhile?: readonly SomeEvent[] }
  | { type: 'earlier'; history: ResultOf<'thread.history'> }
  | { type: 'not_opened'; thread: string; sentence: string }
  | { type: 'event'; event: SomeEvent }
  | { type: 'typing'; thread: string; by: string | null }
  | { type: 'presence'; person: string; isOnline: boolean }
  | { type: 'queued'; item: Pending }
  | { type: 'sending'; txn: string }
  | { type: 'failed'; txn: string; sentence: string }
  | { type: 'settled'; txn: string };
