/*
 * Who says a line of decisions.txt, about what, and with which arguments: valid ones, so that what is allowed succeeds. They
 * come from the golden requests, their ids replaced. What is allowed is given something of its own to change.
 */
import { randomUUID } from 'node:crypto';

import { nhsNumber } from './cases.mjs';
import { example, treatmentFunctions } from './decisions.mjs';
import { MDT_MAKERS } from './matrix_mdt.mjs';
import { ANSWERER, COLLEAGUE, FAR_SPECIALIST, SPARE, STRANGER, named } from './matrix_world.mjs';

const ABSENT = {
  conversation: 'c999999999',
  thread: 't999999999',
  message: 'm999999999',
  link: 'l999999999',
  action: 'a999999999',
};
const TEAM_ROLES = ['int_clinician', 'coordinator'];

/* --- who ---------------------------------------------------------------------------------------------------------- */

const LEAVE = /^cover\.(set|cancel|handover)$/;

/** Why nobody can stand in this relation, however they are made; the test of impossible relations shows it. */
export function impossible({ cmd, roles, relation }) {
  const mayTakePart = ['int_clinician', 'specialist', 'coordinator'].includes(roles);
  if (relation === 'placeless' && TEAM_ROLES.includes(roles)) return 'they always belong to a team';
  if (LEAVE.test(cmd) && relation === 'contact' && !mayTakePart) return 'they are in no conversation';
  if (LEAVE.test(cmd) && relation === 'keeper' && roles === 'int_clinician')
    return 'a linked team shares a conversation';
  return null;
}

/** The people who stand in the relation of a line, all of whom must be treated as it says. */
export function actors({ cmd, roles, relation }) {
  const at = (where) => [named(roles, where)];
  const inPlace = roles === 'specialist' ? at('named') : at('home');
  if (LEAVE.test(cmd)) {
    if (relation === 'self' || relation === 'deputy') return at('cover');
    if (relation !== 'contact') return at('home');
    return { int_clinician: at('home'), specialist: at('named'), coordinator: at('seated') }[roles];
  }
  switch (relation) {
    case 'neighbourhood':
      return roles === 'coordinator' ? at('seated') : at('home');
    case 'chair':
      return at('chair');
    case 'former_chair':
      return at('former-chair');
    case 'guest':
      return at('guest');
    case 'specialist':
      return at('named');
    case 'author':
      return inPlace;
    case 'former_author':
      return roles === 'specialist' ? at('home') : at('former');
    case 'outsider': // who was a member and is none any more; and who never was
      if (roles === 'int_clinician') return at('former');
      return TEAM_ROLES.includes(roles) ? at('home') : [...at('home'), ...at('placeless')];
    case 'elsewhere':
      return at('away');
    case 'placeless':
      return at('placeless');
    case 'own':
    case 'self':
    case 'colleague':
    case 'stranger':
      return at('home');
    case 'absent':
    case 'unnamed':
      return inPlace;
    default:
      throw new Error(`there is nobody for the relation ${relation}`);
  }
}

/* --- about what --------------------------------------------------------------------------------------------------- */

const unused = treatmentFunctions().filter((code) => code !== '320');
const tag = () => randomUUID().slice(0, 8);
const odsCode = () => `Z${tag().toUpperCase()}`.slice(0, 6);

/** The golden arguments with some of them replaced, or left out where undefined. */
function say(cmd, changes) {
  const args = { ...example(cmd), ...changes };
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
}

/** The person whom a command is about. */
function subject({ relation }, actor) {
  return { self: actor, colleague: COLLEAGUE, stranger: STRANGER, absent: 'x-nobody' }[relation];
}

const isAllowed = (line) => line.decision === 'allow';

/** A case of an MDT to which the actor is invited. */
async function caseOfGuest(line, world) {
  const added = isAllowed(line) ? await world.mdt.freshGuestCase() : world.mdt.guestCase;
  return { ...added, conversation: world.mdt.conversation };
}

/** The case that a line is about: the one everybody talks of, unless it is to be changed. */
async function caseOf(line, world) {
  if (line.relation === 'absent') return ABSENT;
  if (line.relation === 'guest') return caseOfGuest(line, world);
  const asked = isAllowed(line) ? await world.freshCase() : world.case;
  return { ...asked, conversation: world.home.conversation };
}

async function closedCaseOf(line, world) {
  if (line.relation === 'guest') return caseOfGuest(line, world);
  if (!isAllowed(line)) return line.relation === 'absent' ? ABSENT : world.closed;
  const asked = await world.freshCase();
  await world.asker.ok('case.close', { thread: asked.thread, outcome: 'referred' });
  return asked;
}

/** A message of the actor, of somebody else, or of the actor before they left. */
async function messageOf(line, world, client) {
  if (line.relation === 'former_author') return world.formerly[line.roles];
  if (line.relation !== 'author') return (await caseOf(line, world)).message;
  const said = await client.ok('message.send', { thread: world.case.thread, body: 'Said by its author.' });
  return said.message;
}

/** A link of the home team that may be ended. */
async function linkOf(line, world) {
  if (line.relation === 'absent') return ABSENT.link;
  if (!isAllowed(line)) return world.home.link;
  const { link } = await world.administrator.ok('link.create', newLink('mx', { agreed_on: '2026-01-05' }));
  return link;
}

const newLink = (neighbourhood, more) =>
  say('link.create', {
    neighbourhood,
    treatment_function: more.treatment_function ?? unused.pop(),
    specialists: [SPARE, named('specialist', 'named')],
    agreed_on: undefined,
    starts_on: undefined,
    ends_on: undefined,
    ...more,
  });

async function newPerson(world) {
  const person = `y-${tag()}`;
  await world.administrator.ok('person.create', { person, display_name: 'Somebody', roles: ['manager'] });
  return person;
}

async function newDevice(world, person) {
  const device = `y-${tag()}`;
  await world.administrator.ok('device.enrol', { device, person });
  return device;
}

async function newOrganisation(world) {
  const organisation = odsCode();
  await world.administrator.ok('organisation.create', { organisation, name: 'For one line', kind: 'practice' });
  return organisation;
}

async function newNeighbourhood(world) {
  const neighbourhood = `y-${tag()}`;
  await world.administrator.ok('neighbourhood.create', {
    neighbourhood,
    name: 'For one line',
    population: 30000,
    practices: ['Y8MX1'],
  });
  return neighbourhood;
}

/** Lines laid aside by whoever will ask what becomes of them. */
async function laidAside(line, client) {
  const name = `i-${tag()}`;
  if (isAllowed(line)) await client.ok('import.people', personLines(name));
  return name;
}

const personLines = (name) =>
  say('import.people', {
    import: name,
    lines: [{ line: 2, person: `y-${tag()}`, display_name: 'Imported', roles: 'manager' }],
  });

/* --- leave -------------------------------------------------------------------------------------------------------- */

/** Whose leave a line is about: { person, deputy, cover }. */
async function leaveOf(line, world, actor) {
  const covers = world.covers.get(actor);
  switch (line.relation) {
    case 'self':
      if (line.roles === 'specialist')
        return ofSpecialist(line, world, world.awayCoordinator, actor, 'x-near-specialist');
      return {
        person: actor,
        deputy: 'x-near-specialist',
        cover: isAllowed(line) && line.cmd === 'cover.cancel' ? covers.own.pop() : covers.own[0],
      };
    case 'deputy':
      return { person: FAR_SPECIALIST, deputy: 'x-far-deputy', cover: covers.other[0] };
    case 'stranger':
      return ofSpecialist(line, world, world.farCoordinator, FAR_SPECIALIST, 'x-far-deputy');
    case 'contact':
      if (line.roles === 'coordinator')
        return ofSpecialist(line, world, world.farCoordinator, 'x-far-seated', 'x-far-deputy');
    // falls through
    default:
      return ofSpecialist(line, world, world.homeCoordinator, ANSWERER, named('specialist+administrator', 'named'));
  }
}

async function ofSpecialist(line, world, keeper, person, deputy) {
  return { person, deputy, cover: (await world.setCover(keeper, person, deputy)).cover };
}

/* --- arguments ---------------------------------------------------------------------------------------------------- */

const narrowed = (line, value) => (line.relation === 'unnamed' ? undefined : value);
const page = { limit: undefined, before: undefined, after: undefined };

const inCase = (more) => async (line, world) => say(line.cmd, { thread: (await caseOf(line, world)).thread, ...more });
const ofMessage = async (line, world, { client }) => say(line.cmd, { message: await messageOf(line, world, client) });
const ofPerson =
  (more) =>
  (line, world, { person }) =>
    say(line.cmd, { person: line.relation === 'unnamed' ? undefined : subject(line, person), ...page, ...more });
const ofLink = (more) => async (line, world) => say(line.cmd, { link: await linkOf(line, world), ...more });
const ofNewPerson = async (line, world) =>
  say(line.cmd, { person: isAllowed(line) ? await newPerson(world) : COLLEAGUE });
const only = (more) => (line) => say(line.cmd, { ...page, ...more });

/** The conversation that a line names. */
const conversationOf = async (line, world) => (await caseOf(line, world)).conversation;

/** Something to do that follows from the case of a line. */
async function actionOf(line, world) {
  if (line.relation === 'absent') return ABSENT.action;
  const client = line.relation === 'guest' ? world.homeCoordinator : world.asker;
  const { thread } = await caseOf(line, world);
  return (await client.ok('action.add', { thread, what: 'Something', owner: 'x-asker', due: world.freshDays().from }))
    .action;
}

/** How a command is said; those that are not here are said as their golden request says them. */
const MAKERS = {
  ...MDT_MAKERS,
  'action.add': async (line, world) => say(line.cmd, { thread: (await caseOf(line, world)).thread, owner: 'x-asker' }),
  'action.change': async (line, world) => say(line.cmd, { action: await actionOf(line, world), owner: 'x-asker' }),
  'action.finish': async (line, world) => ({ action: await actionOf(line, world) }),
  'action.list': async (line, world) => ({ thread: narrowed(line, (await caseOf(line, world)).thread) }),
  'session.hello': only({ since: 0 }),
  sync: only({}),
  'thread.list': async (line, world) => {
    const { conversation, thread } = await caseOf(line, world);
    const before = line.relation === 'guest' ? thread : undefined; // a guest knows of the MDT by its case alone
    return say(line.cmd, { ...page, conversation: narrowed(line, conversation), before });
  },
  'thread.history': inCase(page),
  search: async (line, world) => {
    const { conversation, thread } = await caseOf(line, world);
    return say(line.cmd, {
      filters: narrowed(line, { conversation: conversation, thread }),
      ...page,
    });
  },
  'promise.list': (line) =>
    say(line.cmd, { neighbourhood: narrowed(line, line.relation === 'absent' ? 'nowhere' : 'mx'), ...page }),
  'case.ask': async (line, world) =>
    say(line.cmd, {
      conversation: await conversationOf(line, world),
      to: ANSWERER,
      patient: { nhs_number: nhsNumber() },
    }),
  'topic.open': async (line, world) => {
    const { conversation, thread } = await caseOf(line, world);
    return say(line.cmd, { conversation, from_case: line.relation === 'guest' ? thread : undefined });
  },
  'message.send': inCase({ reply_to: undefined, mentions: undefined }),
  'message.amend': ofMessage,
  'message.redact': ofMessage,
  'message.thank': ofMessage,
  'case.answer': inCase({ next_by: undefined }),
  'case.request_information': inCase({}),
  'case.file': inCase({}),
  'case.refer': inCase({}),
  'case.close': inCase({ outcome: 'referred' }),
  'case.reopen': async (line, world) => say(line.cmd, { thread: (await closedCaseOf(line, world)).thread }),
  'read.mark': inCase({ seq: 1 }),
  typing: inCase({}),
  'cover.set': async (line, world, { person }) => {
    const leave = await leaveOf(line, world, person);
    return { person: leave.person, deputy: leave.deputy, ...world.freshDays() };
  },
  'cover.cancel': async (line, world, { person }) => {
    const leave = await leaveOf(line, world, person);
    return { person: leave.person, cover: leave.cover };
  },
  'cover.handover': async (line, world, { person }) => ({ cover: (await leaveOf(line, world, person)).cover }),
  'cover.list': only({ person: ANSWERER }),
  'referral.record': (line) =>
    say(line.cmd, { nhs_number: nhsNumber(), reference: tag().toUpperCase(), referred_on: '2026-11-02' }),
  'link.create': (line) => newLink('mx', isAllowed(line) ? {} : { treatment_function: unused[0] }),
  'link.accept': ofLink({}),
  'link.update': ofLink({ specialists: undefined, starts_on: undefined, ends_on: undefined, clear: undefined }),
  'link.end': ofLink({}),
  'link.list': only({}),
  'session.end': only({ session: undefined, others: true }),
  'person.invite': ofPerson({}),
  'device.invite': ofPerson({}),
  'device.list': ofPerson({}),
  'device.revoke': async (line, world, { person }) =>
    say(line.cmd, { device: line.relation === 'absent' ? 'y-none' : await newDevice(world, subject(line, person)) }),
  'device.enrol': async (line, world) =>
    say(line.cmd, { device: `y-${tag()}`, person: isAllowed(line) ? await newPerson(world) : COLLEAGUE }),
  'person.create': (line) => say(line.cmd, { person: `y-${tag()}`, organisation: undefined, neighbourhood: 'my' }),
  'person.update': (line, world, { person }) => ({ person: subject(line, person), job_title: `Changed ${tag()}` }),
  'person.set_roles': async (line, world) => ({
    person: isAllowed(line) ? await newPerson(world) : COLLEAGUE,
    roles: ['auditor'],
  }),
  'person.suspend': ofNewPerson,
  'person.reinstate': ofNewPerson,
  'organisation.create': (line) => say(line.cmd, { organisation: odsCode() }),
  'organisation.update': async (line, world) =>
    say(line.cmd, { organisation: isAllowed(line) ? await newOrganisation(world) : 'Y8MX1' }),
  'organisation.end': async (line, world) => ({
    organisation: isAllowed(line) ? await newOrganisation(world) : 'Y8MX1',
  }),
  'neighbourhood.create': (line) => say(line.cmd, { neighbourhood: `y-${tag()}`, practices: ['Y8MX1'] }),
  'neighbourhood.update': async (line, world) => ({
    neighbourhood: isAllowed(line) ? await newNeighbourhood(world) : 'mx',
    population: 41000,
  }),
  'neighbourhood.end': async (line, world) => ({
    neighbourhood: isAllowed(line) ? await newNeighbourhood(world) : 'mx',
  }),
  'import.people': () => personLines(`i-${tag()}`),
  'import.links': (line) => say(line.cmd, { import: `i-${tag()}` }),
  'import.check': async (line, world, { client }) => ({ import: await laidAside(line, client) }),
  'import.apply': async (line, world, { client }) => ({ import: await laidAside(line, client) }),
};

/** The arguments with which this actor ({ person, client }) says a line. */
export const argsOf = async (line, world, actor) => (MAKERS[line.cmd] ?? only({}))(line, world, actor);

/* --- what is allowed and cannot be done all the same ---------------------------------------------------------------- */

const absent = (field) => ({ code: 'not_found', field });
/** command, roles, relation (null: any) and the refusal that comes after authorisation: it names an argument or a reason. */
const AFTERWARDS = [
  ['person.update', 'administrator', 'absent', absent('args.person')],
  ['person.invite', 'administrator', 'absent', absent('args.person')],
  ['device.invite', 'administrator', 'absent', absent('args.person')],
  ['device.revoke', 'administrator', 'absent', absent('args.device')],
  ['mdt.minutes', null, 'unnamed', { code: 'bad_request', field: 'args.meeting' }],
  ['message.thank', null, 'author', { code: 'conflict' }],
  ['case.reopen', 'specialist', 'guest', { code: 'conflict', field: 'args.thread' }],
  ['person.invite', 'coordinator', 'self', { code: 'forbidden', field: 'args.person' }],
  ['cover.set', 'coordinator', 'self', { code: 'conflict', field: 'args.person' }],
  ['device.claim', null, null, { code: 'conflict', transport: 'MQTT' }],
  [
    'device.claim',
    null,
    null,
    { code: 'forbidden', transport: 'WebSocket', message: /Only a device with a certificate/ },
  ],
];

/** The refusal with which an allowed line meets the facts; null when it succeeds. */
export function afterwards({ cmd, roles, relation }, transport) {
  const fits = ([c, r, n, refusal]) =>
    c === cmd &&
    (r === null || r === roles) &&
    (n === null || n === relation) &&
    (refusal.transport ?? transport) === transport;
  return AFTERWARDS.find(fits)?.[3] ?? null;
}
