/*
 * Which page the address stands for. It holds ids of threads, conversations and colleagues, never anything of a patient.
 */
import type { ThreadRow } from '../../generated/contract.ts';

export type Page =
  | { name: 'inbox' }
  | { name: 'case'; thread: string }
  | { name: 'print'; thread: string }
  | { name: 'ask'; conversation?: string; person?: string }
  | { name: 'mdts' }
  | { name: 'mdt'; id: string }
  | { name: 'meeting'; id: string }
  | { name: 'mdt_case'; thread: string }
  | { name: 'minutes'; id: string }
  | { name: 'actions' }
  | { name: 'topics' }
  | { name: 'search' }
  | { name: 'dashboard' }
  | { name: 'session' }
  | { name: 'team' }
  | { name: 'admin' }
  | { name: 'audit' };

export type PageName = Page['name'];

const SIMPLE: ReadonlySet<string> = new Set([
  'inbox',
  'mdts',
  'actions',
  'topics',
  'search',
  'dashboard',
  'session',
  'team',
  'admin',
  'audit',
]);

/** The page of "#/case/t12"; the inbox when it is none of ours. */
export function pageOf(hash: string): Page {
  const [name = '', first, second] = hash.replace(/^#?\/?/, '').split('/');
  if ((name === 'case' || name === 'print' || name === 'mdt_case') && first) return { name, thread: first };
  if ((name === 'mdt' || name === 'meeting' || name === 'minutes') && first) return { name, id: first };
  if (name === 'ask') return first && second ? { name, conversation: first, person: second } : { name };
  return SIMPLE.has(name) ? ({ name } as Page) : { name: 'inbox' };
}

/** The address of a page. */
export function hashOf(page: Page): string {
  if (page.name === 'inbox') return '#/';
  if ('thread' in page) return `#/${page.name}/${page.thread}`;
  if ('id' in page) return `#/${page.name}/${page.id}`;
  if (page.name === 'ask' && page.conversation) return `#/ask/${page.conversation}/${page.person}`;
  return `#/${page.name}`;
}

/** The address of a thread: a case of an MDT has a page of its own. */
export const threadHash = (thread: string, kind: ThreadRow['kind']): string =>
  hashOf({ name: kind === 'mdt_case' ? 'mdt_case' : 'case', thread });
