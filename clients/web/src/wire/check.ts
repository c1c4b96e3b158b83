/*
 * Whether something that arrived is what the contract says. Fields that are new are left alone, and so are new words of a
 * vocabulary: a page may be older than its server.
 */
import { SHAPES } from '../../generated/contract.ts';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const LETTERS: Record<string, (value: unknown) => boolean> = {
  s: (value) => typeof value === 'string',
  t: (value) => typeof value === 'string' && TIME.test(value),
  n: (value) => typeof value === 'number',
  b: (value) => typeof value === 'boolean',
  c: (value) => typeof value === 'number' || value === '*',
  data: isRecord,
};

interface Member {
  name: string;
  isOptional: boolean;
  isList: boolean;
  type: string;
}

const shapes: Record<string, string> = { ...SHAPES };

/** Learns the shapes of what only some pages ask for; what is not known yet is not looked at. */
export function learnShapes(more: Readonly<Record<string, string>>): void {
  Object.assign(shapes, more);
}

const parsed = new Map<string, readonly Member[]>();

function membersOf(shape: string): readonly Member[] {
  const known = parsed.get(shape);
  if (known) return known;
  const members = (shapes[shape] ?? '')
    .split(' ')
    .filter(Boolean)
    .map((text) => {
      const [name = '', type = ''] = text.split(':');
      return {
        name: name.replace('?', ''),
        isOptional: name.endsWith('?'),
        isList: type.endsWith('[]'),
        type: type.replace('[]', ''),
      };
    });
  if (shape in shapes) parsed.set(shape, members);
  return members;
}

function problemOfOne(type: string, value: unknown, path: string): string | null {
  if (type === 'event') return problemOfEvent(value, path);
  const letter = LETTERS[type];
  if (letter) return letter(value) ? null : path;
  return problemOf(type, value, path);
}

function problemOfMember(member: Member, value: unknown, path: string): string | null {
  if (value === undefined) return member.isOptional ? null : path;
  if (!member.isList) return problemOfOne(member.type, value, path);
  if (!Array.isArray(value)) return path;
  for (const [index, item] of value.entries()) {
    const problem = problemOfOne(member.type, item, `${path}[${index}]`);
    if (problem) return problem;
  }
  return null;
}

/** The path of the first thing that is wrong with a record, or null. shape is a name in SHAPES. */
export function problemOf(shape: string, value: unknown, path = shape): string | null {
  if (!isRecord(value)) return path;
  for (const member of membersOf(shape)) {
    const problem = problemOfMember(member, value[member.name], `${path}.${member.name}`);
    if (problem) return problem;
  }
  return null;
}

/** The same for an event with its data; one that this page does not know passes. */
export function problemOfEvent(value: unknown, path = 'event'): string | null {
  const problem = problemOf('event', value, path);
  if (problem) return problem;
  const event = value as { event: string; data: unknown };
  return problemOf(`${event.event}!`, event.data, `${path}.data`);
}
