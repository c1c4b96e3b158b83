/*
 * Writes generated/contract.ts: the types of every command, result and event, what each looks like on arrival, and how
 * long words may be. All from docs/asyncapi.json, which is made from include/corridor/*.def and tested to be fresh; the
 * names of specialties, which no command lists, from treatment_functions.def itself.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const contract = JSON.parse(readFileSync(`${here}../../docs/asyncapi.json`, 'utf8'));
const { schemas } = contract.components;

const pascal = (name) => name.replace(/(^|[_.])(.)/g, (_all, _dot, letter) => letter.toUpperCase());
const refOf = (schema) => (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split('/').pop();
/** Records that become interfaces; the rest of the schemas are strings, envelopes or one of many. */
const records = Object.keys(schemas).filter(
  (name) => /^[a-z_]+$/.test(name) && schemas[name].properties && !['error', 'refusal', 'event'].includes(name),
);

const fail = (schema) => {
  throw new Error(`generate.mjs does not know this schema: ${JSON.stringify(schema)}`);
};

/** The TypeScript of a schema. */
function typeOf(schema) {
  const ref = refOf(schema);
  if (ref === 'event') return 'SomeEvent';
  if (ref) return records.includes(ref) ? pascal(ref) : 'string';
  if (schema.enum) return schema.enum.map((word) => `'${word}'`).join(' | ');
  if (Array.isArray(schema.type)) return "number | '*'";
  if (schema.type === 'array') return `readonly (${typeOf(schema.items)})[]`;
  if (schema.type === 'object') return `{\n${members(schema)}}`;
  return { string: 'string', integer: 'number', number: 'number', boolean: 'boolean' }[schema.type] ?? fail(schema);
}

function members(schema) {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {})
    .map(([name, member]) => {
      const doc = member.description ? `/** ${member.description} */\n` : '';
      return `${doc}${name}${required.has(name) ? '' : '?'}: ${typeOf(member)};\n`;
    })
    .join('');
}

/** One letter for what a value must be when it arrives; a name for a record, [] behind it for a list. */
function letterOf(schema) {
  const ref = refOf(schema);
  if (ref === 'event') return 'event';
  if (ref) return records.includes(ref) ? ref : 's';
  if (Array.isArray(schema.type)) return 'c';
  if (schema.type === 'array') return `${letterOf(schema.items)}[]`;
  if (schema.format === 'date-time' && schema.type === 'string') return 't';
  return { string: 's', integer: 'n', number: 'n', boolean: 'b' }[schema.type] ?? fail(schema);
}

function shapeOf(schema) {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {})
    .map(([name, member]) => `${name}${required.has(name) ? '' : '?'}:${letterOf(member)}`)
    .join(' ');
}

function textLimits(prefix, schema, out) {
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    if (member['x-max-bytes']) out[`${prefix}.${name}`] = member['x-max-bytes'];
    if (member.properties) textLimits(`${prefix}.${name}`, member, out);
  }
  return out;
}

const named = (ending) =>
  Object.keys(schemas)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));
const commands = named('.command');
const events = named('.event');
const argsOf = (command) => schemas[`${command}.command`].properties.args;
const resultOf = (command) => schemas[`${command}.receipt`].properties.result;
const dataOf = (event) => schemas[`${event}.event`].properties.data;

/** What everybody's first page asks for; the shapes of all else are fetched with the pages that need them. */
const FIRST =
  /^(session\.hello|sync|directory|conversation|thread|case|topic|message|read|typing|referral|link|cover|promise)\b/;
const isFirst = (name) => FIRST.test(name) && !/^(cover|promise|link|referral)\.[a-z]+>$/.test(name);

/** The records that some shapes are made of, and those within them. */
function withRecords(all, names) {
  const wanted = new Set(names);
  for (const name of wanted) {
    for (const member of all[name].split(' ')) {
      const type = member.split(':')[1]?.replace('[]', '');
      if (type && all[type] !== undefined) wanted.add(type);
    }
  }
  return [...wanted];
}

const shapes = Object.fromEntries([
  [
    'event',
    shapeOf({ ...schemas.event, properties: { ...schemas.event.properties, data: { type: 'string' } } }).replace(
      'data:s',
      'data:data',
    ),
  ],
  ...records.map((name) => [name, shapeOf(schemas[name])]),
  ...commands.map((name) => [`${name}>`, shapeOf(resultOf(name))]),
  ...events.map((name) => [`${name}!`, shapeOf(dataOf(name))]),
]);
const first = withRecords(shapes, [
  'event',
  ...Object.keys(shapes).filter((name) => /[>!]$/.test(name) && isFirst(name)),
]);
const later = Object.keys(shapes).filter((name) => !first.includes(name));
const pick = (names) => Object.fromEntries(names.map((name) => [name, shapes[name]]));
const limits = commands.reduce((out, name) => textLimits(name, argsOf(name), out), {});

const text = `/* Made by generate.mjs from docs/asyncapi.json. */
${records.map((name) => `/** ${schemas[name].description ?? ''} */\nexport interface ${pascal(name)} {\n${members(schemas[name])}}\n`).join('\n')}
/** What each command takes and answers. */
export interface Commands {
${commands.map((name) => `'${name}': { args: {\n${members(argsOf(name))}}; result: {\n${members(resultOf(name))}} };`).join('\n')}
}

/** What each event tells. */
export interface Events {
${events.map((name) => `'${name}': {\n${members(dataOf(name))}};`).join('\n')}
}

/** An event of one name, as it travels. */
export interface EventOf<E extends keyof Events> {
event: E; data: Events[E];
${members({ ...schemas.event, properties: Object.fromEntries(Object.entries(schemas.event.properties).filter(([name]) => !['event', 'data'].includes(name))) })}}
export type SomeEvent = { [E in keyof Events]: EventOf<E> }[keyof Events];
export type Role = ${contract.components.schemas.role?.enum?.map((word) => `'${word}'`).join(' | ') ?? typeOf(resultOf('session.hello').properties.roles.items)};
export type ErrorCode = ${schemas.error.properties.code.enum.map((word) => `'${word}'`).join(' | ')};

/** What records (name), results (command>) and event data (event!) must look like on arrival. */
export const SHAPES: Readonly<Record<string, string>> = ${JSON.stringify(pick(first), null, 1)};

/** Bytes of UTF-8 that words of a command may have. */
export const LIMITS = ${JSON.stringify(limits, null, 1)} as const;
`;

const more = `/* Made by generate.mjs from docs/asyncapi.json. */
/** The shapes that SHAPES of contract.ts leaves out. */
export const MORE_SHAPES: Readonly<Record<string, string>> = ${JSON.stringify(pick(later), null, 1)};
`;

/** Writes a file unless it is so already, so that nothing is built again for nothing. */
function write(name, content) {
  const file = `${here}generated/${name}`;
  let before = '';
  try {
    before = readFileSync(file, 'utf8');
  } catch {
    // The first time there is none.
  }
  if (before !== content) writeFileSync(file, content);
}

const functions = readFileSync(`${here}../../include/corridor/treatment_functions.def`, 'utf8');
const specialties = [...functions.matchAll(/^TREATMENT_FUNCTION\((\d{3}), "([^"]+?)(?: Service)?",/gm)]
  .map(([, code, name]) => [code, name])
  .sort(([, a], [, b]) => (a < b ? -1 : 1));
if (specialties.length === 0) throw new Error('generate.mjs finds no specialties in treatment_functions.def');

const namedSpecialties = `/* Made by generate.mjs from include/corridor/treatment_functions.def. */
/** Treatment functions and what they are called, by their names. */
export const SPECIALTIES: readonly (readonly [code: string, name: string])[] = ${JSON.stringify(specialties, null, 1)};
`;

mkdirSync(`${here}generated`, { recursive: true });
write('contract.ts', text);
write('more_shapes.ts', more);
write('specialties.ts', namedSpecialties);
