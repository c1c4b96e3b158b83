/* The virtual MDT of the matrix's town: its chairs, members, guests and those who were, and what its commands are about. */
import { patient } from './cases.mjs';
import { SPARE, named } from './matrix_world.mjs';

const inHours = (hours) => new Date(Date.now() + hours * 3600000).toISOString();
const MEMBERS = [
  'x-asker',
  'x-mx-keeper',
  'x-far-seated',
  named('int_clinician', 'home'),
  named('specialist', 'named'),
  named('coordinator', 'seated'),
];
const CHAIRS = { chair: named('specialist', 'chair'), deputy_chair: named('int_clinician', 'chair') };

/** Where an MDT stands: { conversation, meeting, thread, message }. */
export class Mdt {
  constructor(world) {
    this.world = world;
  }

  create(people) {
    return this.world.homeCoordinator.ok('mdt.create', { neighbourhood: 'mx', name: 'Matrix MDT', ...people });
  }

  /** One with a case, another that its deputy chair has left, and a guest of a case. */
  async convene(former) {
    const { conversation } = await this.create({
      chair: named('specialist', 'former-chair'),
      deputy_chair: CHAIRS.deputy_chair,
      members: [...MEMBERS, ...former],
    });
    this.conversation = conversation;
    this.meeting = await this.freshMeeting();
    Object.assign(this, await this.freshCase());
    this.left = await this.create({
      ...CHAIRS,
      deputy_chair: named('int_clinician', 'former-chair'),
      members: ['x-asker'],
    });
    this.left.meeting = await this.freshMeeting(this.left.conversation);
    Object.assign(this.left, await this.freshCase(this.left.meeting));
    this.guestCase = await this.freshGuestCase();
  }

  /** Whoever leaves it does; their teams and roles change elsewhere. */
  leave() {
    return this.world.homeCoordinator.ok('mdt.update', {
      conversation: this.conversation,
      ...CHAIRS,
      members: MEMBERS,
    });
  }

  /** Another of the same people, in which nothing is planned. */
  async fresh() {
    return (await this.create({ ...CHAIRS, members: MEMBERS })).conversation;
  }

  async freshMeeting(conversation = this.conversation) {
    const times = { opens: inHours(-1), closes: inHours(4) };
    return (await this.world.homeCoordinator.ok('mdt.schedule', { conversation, ...times })).meeting;
  }

  async freshCase(meeting = this.meeting) {
    const args = { meeting, patient: patient(), title: 'A case of quillwort', question: 'And now?', tag: 'discuss' };
    return this.world.asker.ok('mdt.add_case', args);
  }

  async freshGuestCase() {
    const added = await this.freshCase();
    const invited = { thread: added.thread, person: named('specialist', 'guest'), reason: 'For the matrix' };
    await this.world.homeCoordinator.ok('mdt.invite_guest', invited);
    return added;
  }

  /** The MDT that a line is about. */
  of({ roles, relation }) {
    return relation === 'former_chair' && roles === 'int_clinician' ? this.left : this;
  }
}

const isAllowed = ({ decision }) => decision === 'allow';
const times = () => ({ opens: inHours(48), closes: inHours(49) });

/** The thread that a line about a case of an MDT names. */
async function threadOf(line, world) {
  if (line.relation === 'absent') return 't999999999';
  if (line.relation === 'guest')
    return isAllowed(line) ? (await world.mdt.freshGuestCase()).thread : world.mdt.guestCase.thread;
  return isAllowed(line) ? (await world.mdt.freshCase()).thread : world.mdt.of(line).thread;
}

const conversationOf = (line, world) => (line.relation === 'absent' ? 'c999999999' : world.mdt.of(line).conversation);
const meetingOf = (line, world) => (line.relation === 'absent' ? 'g999999999' : world.mdt.of(line).meeting);
const aboutCase = (more) => async (line, world) => ({ thread: await threadOf(line, world), ...more });

async function orderOf(line, world) {
  if (!isAllowed(line)) return { meeting: meetingOf(line, world), cases: [world.mdt.of(line).thread] };
  const meeting = await world.mdt.freshMeeting();
  const cases = [(await world.mdt.freshCase(meeting)).thread, (await world.mdt.freshCase(meeting)).thread];
  return { meeting, cases: cases.reverse() };
}

/** The arguments of each command of MDTs, as in matrix_args.mjs. */
export const MDT_MAKERS = {
  'mdt.create': () => ({ neighbourhood: 'mx', name: 'Of one line', chair: SPARE, members: ['x-asker'] }),
  'mdt.update': (line, world) => ({ conversation: conversationOf(line, world), name: 'Matrix MDT' }),
  'mdt.end': async (line, world) => ({
    conversation: isAllowed(line) ? await world.mdt.fresh() : conversationOf(line, world),
    reason: 'For the matrix',
  }),
  'mdt.list': (line, world) => (line.relation === 'unnamed' ? {} : { conversation: conversationOf(line, world) }),
  'mdt.schedule': (line, world) => ({ conversation: conversationOf(line, world), ...times() }),
  'mdt.reschedule': (line, world) => ({ meeting: meetingOf(line, world), closes: inHours(5) }),
  'mdt.agenda': (line, world) => ({ meeting: meetingOf(line, world) }),
  'mdt.add_case': (line, world) => ({
    meeting: meetingOf(line, world),
    patient: patient(),
    title: 'A case of one line',
    question: 'And now?',
    tag: 'discuss',
  }),
  'mdt.order': orderOf,
  'mdt.contribute': async (line, world) => ({
    thread: await threadOf(line, world),
    body: 'My view.',
    ...(line.relation === 'specialist' ? { treatment_function: '320' } : {}),
  }),
  'mdt.invite_guest': aboutCase({ person: SPARE, reason: 'For the matrix' }),
  'mdt.defer': aboutCase({ reason: 'For the matrix' }),
  'mdt.decide': aboutCase({ decision: 'So it is.' }),
  'mdt.amend_decision': async (line, world, { client }) => {
    const thread = await threadOf(line, world);
    if (isAllowed(line)) await client.ok('mdt.decide', { thread, decision: 'So it is.' });
    return { thread, decision: 'So it is not.', reason: 'For the matrix' };
  },
  'mdt.minutes': async (line, world) => {
    if (line.relation === 'unnamed') return {};
    return line.relation === 'guest' ? { thread: await threadOf(line, world) } : { meeting: meetingOf(line, world) };
  },
};
