/* To which message a reply answers, and whom it names: kept beside the draft of its words. */
import { signal } from '@preact/signals-core';

import type { ArgsOf } from '../wire/frames.ts';
import { draftOf, setDraft } from './drafts.ts';

export type Aim = Pick<ArgsOf<'message.send'>, 'reply_to' | 'mentions'>;

const targetKey = (thread: string) => `reply-to ${thread}`;
const mentionsKey = (thread: string) => `mentions ${thread}`;
/** Moves on with every change, for whoever shows an aim. */
const turn = signal(0);

function keep(key: string, words: string): void {
  setDraft(key, words);
  turn.value += 1;
}

export const targetOf = (thread: string): string => (turn.value >= 0 ? draftOf(targetKey(thread)) : '');

export const mentionsOf = (thread: string): readonly string[] =>
  turn.value >= 0 ? draftOf(mentionsKey(thread)).split(' ').filter(Boolean) : [];

/** The reply in this thread answers a message from now on; none: the thread as a whole. */
export const setTarget = (thread: string, message: string): void => keep(targetKey(thread), message);

export const setMentions = (thread: string, people: readonly string[]): void =>
  keep(mentionsKey(thread), people.join(' '));

/** What goes with the words of a reply; then it is forgotten. */
export function takeAim(thread: string): Aim {
  const [reply_to, mentions] = [targetOf(thread), mentionsOf(thread)];
  if (reply_to) setTarget(thread, '');
  if (mentions.length > 0) setMentions(thread, []);
  return { ...(reply_to ? { reply_to } : {}), ...(mentions.length > 0 ? { mentions } : {}) };
}
