/* The one state, as a signal; parts of it as signals that only speak when they change. */
import { computed, signal } from '@preact/signals-core';

import { reduce } from './reduce.ts';
import { type Action, EMPTY, type State } from './state.ts';

const current = signal<State>(EMPTY);

export function dispatch(action: Action): void {
  current.value = reduce(current.peek(), action);
}

/** The state as it is now, for whoever acts; views read the signals below. */
export const stateNow = (): State => current.peek();

const part = <K extends keyof State>(key: K) => computed(() => current.value[key]);

export const session = part('session');
export const notice = part('notice');
export const me = part('me');
export const connection = part('connection');
export const isLocked = part('isLocked');
export const isStale = part('isStale');
export const page = part('page');
export const filter = part('filter');
export const threads = part('threads');
export const list = part('list');
export const links = part('links');
export const people = part('people');
export const opened = part('opened');
export const problem = part('problem');
export const outbox = part('outbox');
export const typing = part('typing');
export const online = part('online');
export const news = part('news');

/** Now, moved on every half minute, so that what is due is said in time. */
export const now = signal(new Date());

/** How somebody is called: by name where it is known. */
export const nameOf = (person: string): string => people.value[person]?.name ?? person;
