/* To which message a reply answers, whom it names, and who can be named. */
import { expect, test } from 'vitest';

import { mentionsOf, setMentions, setTarget, takeAim, targetOf } from '../src/commands/aims.ts';
import { mentionable } from '../src/state/members.ts';
import { EMPTY, type Opened } from '../src/state/state.ts';
import { HELLO, ROW } from './world.ts';

test('an aim is kept for its thread alone, and taken once', () => {
  setTarget('t1', 'm7');
  setMentions('t1', ['e.okafor', 'r.haddad']);
  expect(targetOf('t2')).toBe('');
  expect(takeAim('t2')).toEqual({});
  expect(mentionsOf('t1')).toEqual(['e.okafor', 'r.haddad']);
  expect(takeAim('t1')).toEqual({ reply_to: 'm7', mentions: ['e.okafor', 'r.haddad'] });
  expect(takeAim('t1')).toEqual({});
  setTarget('t1', 'm8');
  setTarget('t1', '');
  expect(takeAim('t1')).toEqual({});
});

test('whoever is of the conversation can be named, by name, and nobody of another one', () => {
  const opened = {
    row: { ...ROW, opened_by: 'a.khan', asked: 'e.okafor' },
    events: [],
    messages: { m1: { by: 'b.osei' } },
    reads: [{ person: 'c.lewis', seq: 1, at: '' }],
    isComplete: true,
  } as unknown as Opened;
  const other = { ...ROW, thread: 't99', conversation: 'c99', opened_by: 'd.moore', asked: 'x.other' };
  const links = [
    { conversation: ROW.conversation, specialists: [{ person: 'r.haddad' }] },
    { conversation: 'c99', specialists: [{ person: 'k.byrne' }] },
  ] as never;
  const people = { 'r.haddad': { name: 'Aa' }, 'e.okafor': { name: 'Zz' } };
  const named = mentionable({ ...EMPTY, opened, links, people, threads: [other], me: { ...HELLO, person: 'a.khan' } });
  expect(named).toEqual(['r.haddad', 'e.okafor', 'b.osei', 'c.lewis']);
  expect(mentionable(EMPTY)).toEqual([]);
});
