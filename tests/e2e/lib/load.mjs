/*
 * Load that can be judged afterwards: people on both transports who ask, answer, say, close and refer without end, each
 * message with its own words and txn, their choices made by a seed, while others give them access and take it again. Whatever
 * fails meanwhile, they say it again until they are answered.
 */
import { conversationWith } from './cases.mjs';
import { poll } from './broker.mjs';
import { Chance } from './chance.mjs';
import { History, wordsOf } from './history.mjs';
import { signIn } from './http.mjs';
import { KEEPERS, Keepers } from './load_keepers.mjs';
import { MqttClient } from './mqtt_client.mjs';
import { opened } from './open.mjs';
import { WsClient } from './ws_client.mjs';

const LANES = 2;
const PAUSE_MS = 100;
const PATIENTS = ['9990000018', '9990000026', '9990000034', '9990000042', '9990000050'];

/** Who takes part, over what, and whose cases they share; "riverside" and "hillside" are teams. */
const PEOPLE = [
  { over: 'mqtt', person: 'a.khan', team: 'riverside' },
  { over: 'mqtt', person: 'e.okafor' },
  { over: 'mqtt', person: 'c.lewis', team: 'riverside' },
  { over: 'mqtt', person: 'd.moore', team: 'hillside' },
  { over: 'ws', person: 'b.osei', team: 'riverside' },
  { over: 'ws', person: 'f.rossi' },
  { over: 'ws', person: 'h.silva' },
  { over: 'ws', person: 'k.byrne' },
];
const SPECIALISTS = { riverside: ['e.okafor', 'f.rossi', 'h.silva', 'k.byrne'], hillside: ['e.okafor', 'k.byrne'] };

const pause = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

class Member {
  attempted = new Map(); // txn -> command
  refused = 0;
  answered = 0;
  slowestMs = 0;
  kept = new Map(); // pos -> event: what this reader's own state holds
  #safe = 0;

  constructor(client, { person, team }, device, chance) {
    Object.assign(this, { client, person, team, device, chance });
  }

  /** What was missed, asked from where nothing was. */
  async catchUp() {
    for (const event of this.client.heard) if (event.pos) this.kept.set(event.pos, event);
    const events = await this.client.sync(this.#safe);
    for (const event of events) if (!this.kept.has(event.pos)) this.kept.set(event.pos, event);
    if (events.length > 0) this.#safe = events.at(-1).pos;
  }
}

export class Load {
  history = new History();
  #threads = []; // { thread, members: Set of people }
  #isStopping = false;
  #done = [];
  #keepers = null;
  #pos = 0; // the log has come at least so far
  others = []; // who keep people, links, leave and MDTs, or only hear of them
  took = []; // how long each answer to a member took, in ms, until somebody empties it

  constructor({ name, seed = 1, padding = 0, pauseMs = PAUSE_MS }) {
    Object.assign(this, { name, seed, padding, pauseMs });
  }

  /** options: name (unique in this record), seed, over (only this transport), padding (bytes added to each message),
   * pauseMs (at most so long between two things that somebody says), accessMs (so long somebody has access), reach(member) the place through which a member
   * connects. */
  static async start(place, options) {
    const load = new Load(options);
    const people = PEOPLE.filter(({ over }) => !options.over || options.over === over);
    load.members = await Promise.all(
      people.map((who, index) => load.#join(options.reach?.(who.person) ?? place, who, index)),
    );
    const { pos } = await load.members[0].client.ok('session.hello', {});
    load.history.since(pos);
    await Promise.all(load.members.map((member) => member.catchUp()));
    await load.#askFirst();
    if (!options.over) {
      const reached = (person) => options.reach?.(person) ?? place;
      load.others = await Promise.all(
        KEEPERS.map((person, index) => load.#join(reached(person), { over: 'mqtt', person }, people.length + index)),
      );
      await Promise.all(load.others.map((other) => other.catchUp()));
      load.#keepers = new Keepers(load.#speech(), options.accessMs);
    }
    load.#done = load.members.flatMap((member) => Array.from({ length: LANES }, () => load.#talk(member)));
    return load;
  }

  async #join(place, who, index) {
    const chance = new Chance(this.seed * 1000 + index);
    if (who.over === 'mqtt') {
      const device = place.deviceOf(who.person);
      return new Member(opened(new MqttClient(place, device, { persists: true })), who, device, chance);
    }
    const session = await signIn(place, who.person);
    const client = await opened(new WsClient(place, who.person, session, { reconnects: true })).connect();
    return new Member(client, who, session.device, chance);
  }

  #member(person) {
    return [...this.members, ...this.others].find((member) => member.person === person);
  }

  /** How keepers speak: as anybody, and in any thread that anybody knows. */
  #speech() {
    const say = (person, command, args, words) => this.#say(this.#member(person), command, args, words);
    say.asked = (person, command, args) => this.#member(person).client.ok(command, args);
    say.read = (person, thread) =>
      this.#read(this.#member(person), thread ?? this.#member(person).chance.of(this.#threads).thread);
    say.anywhere = (person) => {
      const member = this.#member(person);
      const words = this.#words(member);
      const { thread } = member.chance.of(this.#threads);
      return this.#say(member, 'message.send', { thread, body: words }, words);
    };
    return say;
  }

  async #askFirst() {
    for (const member of this.members.filter(({ team }) => team)) {
      member.conversations = new Map();
      for (const specialist of SPECIALISTS[member.team].filter((person) => this.#member(person)))
        member.conversations.set(specialist, await conversationWith(member.client, specialist));
    }
    await Promise.all(this.members.filter(({ team }) => team).map((member) => this.#ask(member)));
  }

  // --- what they say ---------------------------------------------------------------------------------------------------

  async #say(member, command, args, words) {
    const txn = `${this.name}-${member.device.slice(0, 20)}-${member.attempted.size}`;
    const startedAt = Date.now();
    member.attempted.set(txn, command);
    this.history.attempt({ device: member.device, person: member.person, txn, command, words: wordsOf(words) });
    const receipt = await member.client.command(command, args, { txn });
    const tookMs = Date.now() - startedAt;
    member.slowestMs = Math.max(member.slowestMs, tookMs);
    if (this.members.includes(member)) this.took.push(tookMs); // the others are kept waiting on purpose
    member.answered += 1;
    this.#pos = Math.max(this.#pos, receipt.pos ?? 0);
    if (receipt.ok) return receipt.result;
    member.refused += 1;
    // Said twice, it may have been refused once and done once: only what was said once is refused for good.
    if (receipt.sends === 1) this.history.refusal({ device: member.device, txn });
    return null;
  }

  /** Opens a thread, if it is there for them. */
  async #read(member, thread) {
    const asked = this.#pos;
    const receipt = await member.client.command('thread.history', { thread });
    for (const event of receipt.result?.events ?? [])
      this.history.heard('read', member.device, member.person, event, asked);
  }

  #words(member) {
    return `${this.name} ${member.person} ${member.attempted.size} ${'x'.repeat(this.padding)}`.trim();
  }

  async #ask(member) {
    const [specialist, conversation] = member.chance.of([...member.conversations]);
    const question = this.#words(member);
    const args = {
      conversation,
      to: specialist,
      patient: { nhs_number: member.chance.of(PATIENTS) },
      title: 'Palpitations',
      question,
      urgency: 'routine',
      intent: member.chance.of(['would_refer', 'would_refer', 'unsure']),
    };
    const result = await this.#say(member, 'case.ask', args, question);
    if (!result) return;
    const team = this.members.filter((other) => other.team === member.team).map((other) => other.person);
    this.#threads.push({ thread: result.thread, seq: result.seq, people: new Set([...team, specialist]) });
  }

  async #act(member) {
    const known = this.#threads.filter(({ people }) => people.has(member.person));
    const dice = member.chance.below(20);
    if (known.length === 0 || (member.team && dice === 0)) return member.team ? this.#ask(member) : pause(this.pauseMs);
    const { thread, seq } = member.chance.of(known);
    const words = this.#words(member);
    if (!member.team && dice < 5) {
      const recommendation = member.chance.of(['ADVICE_ONLY_NO_REFERRAL_RECOMMENDED', 'REFERRAL_RECOMMENDED']);
      return this.#say(member, 'case.answer', { thread, answer: words, next_actor: 'GP', recommendation }, words);
    }
    if (member.team && dice === 1)
      return this.#say(member, 'case.close', {
        thread,
        outcome: member.chance.of(['managed_in_primary_care', 'managed_in_primary_care', 'referred']),
      });
    if (member.team && dice === 2) return this.#say(member, 'case.reopen', { thread, reason: 'Once more' });
    if (member.team && dice === 3 && member.chance.below(4) === 0) return this.#say(member, 'case.refer', { thread });
    if (dice === 4) return this.#say(member, 'read.mark', { thread, seq });
    if (dice === 5) return this.#read(member, member.chance.of(this.#threads).thread);
    return this.#say(member, 'message.send', { thread, body: words }, words);
  }

  async #talk(member) {
    while (!this.#isStopping) {
      await this.#act(member);
      await pause(member.chance.below(this.pauseMs));
    }
  }

  // --- while something fails -------------------------------------------------------------------------------------------

  get receipts() {
    return this.members.reduce((sum, member) => sum + member.answered - member.refused, 0);
  }

  /** Waits until everybody (or these) was answered count times more; resolves to how long that took. */
  async untilAnswered(count = 1, { of = this.members, timeoutMs = 30000, what = 'everybody being answered' } = {}) {
    const startedAt = Date.now();
    const before = of.map((member) => member.answered);
    await poll(() => of.every((member, index) => member.answered >= before[index] + count), what, timeoutMs);
    return Date.now() - startedAt;
  }

  /** Lets everything be answered, and everybody look once more at what they missed, and once from the beginning. */
  async settle() {
    this.#isStopping = true;
    await Promise.all([...this.#done, this.#keepers?.stop()]);
    const all = [...this.members, ...this.others];
    await Promise.all(all.map((member) => member.catchUp()));
    this.history.settled((await this.members[0].client.ok('session.hello', {})).pos);
    await Promise.all(all.map((member) => this.#note(member)));
    await Promise.all(all.map((member) => member.client.close()));
  }

  /** Ends it whatever is left unanswered. */
  async abandon() {
    this.#isStopping = true;
    await Promise.allSettled([...this.members, ...this.others].map((member) => member.client.close()));
  }

  async #note(member) {
    const { client, device, person } = member;
    await member.catchUp();
    for (const receipt of client.receipts) {
      const command = member.attempted.get(receipt.txn);
      if (receipt.ok && command) this.history.receipt({ device, txn: receipt.txn, command, receipt });
    }
    for (const event of client.heard) if (event.pos) this.history.heard('live', device, person, event);
    for (const event of member.kept.values()) this.history.heard('kept', device, person, event);
    for (const event of await client.sync(0)) this.history.heard('fresh', device, person, event);
  }

  /** Settles, stops the daemon and judges its record; resolves to the verdicts. */
  async judge(broker) {
    await this.settle();
    await broker.end('corridord', 'SIGTERM');
    return `${this.history.judge(broker.dataDir)}${this.history.receipts} receipts over the wire, ${this.#keepers?.rounds ?? 0} rounds of giving access and taking it`;
  }
}
