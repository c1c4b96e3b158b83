/*
 * Which page the address stands for. It holds ids of threads, conversations and colleagues, never anything of a patient.
 */
export type Page =
  | { name: 'inbox' }
  | { name: 'case'; thread: string }
  | { name: 'print'; thread: string }
  | { name: 'ask'; conversation?: string; person?: string }
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
  if ((name === 'case' || name === 'print') && first) return { name, thread: first };
  if (name === 'ask') return first && second ? { name, conversation: first, person: second } : { name };
  return SIMPLE.has(name) ? ({ name } as Page) : { name: 'inbox' };
}

/** The address of a page. */
export function hashOf(page: Page): string {
  if (page.name === 'inbox') return '#/';
  if (page.name === 'case' || page.name === 'print') return `#/${page.name}/${page.thread}`;
  if (page.name === 'ask' && page.conversation) return `#/ask/${page.conversation}/${page.person}`;
  return `#/${page.name}`;
}
