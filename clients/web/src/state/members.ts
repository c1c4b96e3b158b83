/* Who can be mentioned in the open thread: the specialists of its link, and all who have spoken in its conversation. */
import { nameIn } from './inbox.ts';
import type { State } from './state.ts';

/** Ids, by their names; without the person looking. */
export function mentionable(state: Pick<State, 'opened' | 'links' | 'threads' | 'people' | 'me'>): readonly string[] {
  const { opened, links, threads, people, me } = state;
  if (!opened) return [];
  const { conversation } = opened.row;
  const known = new Set<string>();
  for (const link of links ?? [])
    if (link.conversation === conversation) for (const one of link.specialists) known.add(one.person);
  for (const row of [...threads, opened.row]) {
    if (row.conversation !== conversation) continue;
    known.add(row.opened_by);
    if (row.asked) known.add(row.asked);
  }
  for (const message of Object.values(opened.messages)) known.add(message.by);
  for (const read of opened.reads) known.add(read.person);
  known.delete(me?.person ?? '');
  known.delete('system');
  return [...known].sort((a, b) => (nameIn(people, a) < nameIn(people, b) ? -1 : 1));
}
