/*
 * A small town in which every role stands in every relation that decisions.txt names: three teams (mx, my, mz), a link of
 * one specialty each, people of each role at home in mx, away in my and in no team, people who have left, people with leave.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { ask } from './cases.mjs';
import { root } from './env.mjs';
import { cookiesAfter, request } from './http.mjs';
import { Mdt } from './matrix_mdt.mjs';
import { overMqtt } from './mqtt_client.mjs';
import { totp } from './totp.mjs';

export const ROLES = [
  'int_clinician',
  'specialist',
  'coordinator',
  'manager',
  'administrator',
  'auditor',
  'integration',
];
const NEEDS_TEAM = ['int_clinician', 'coordinator'];
const TEAMS = ['mx', 'my', 'mz'];
const FUNCTION = '320';
const PASSPHRASE = 'tidal lamp quorum violet';
/** A word that stands in what is said, and may stand in no audit entry. */
export const CANARY = 'quillwort';

const run = promisify(execFile);

/** The person of a role (or several, a+b) in a place. */
export const named = (roles, where) => `x-${roles.replaceAll('_', '-').replaceAll('+', '-')}-${where}`;
/** Who prepares and is talked about, and never the one whose command is judged. */
export const ASKER = 'x-asker';
export const ANSWERER = 'x-answerer';
export const FAR_SPECIALIST = 'x-far-specialist';
export const COLLEAGUE = 'x-colleague';
export const STRANGER = 'x-stranger';
/** A specialist of the links that lines create, change and end. */
export const SPARE = 'x-spare';

/** Every person: { person, roles (when made), then (roles later), team }. */
function people() {
  const all = [];
  const add = (person, roles, team, then) => all.push({ person, roles, team, then });
  add(ASKER, ['int_clinician'], 'mx');
  add(ANSWERER, ['specialist']);
  add('x-near-specialist', ['specialist']);
  add(FAR_SPECIALIST, ['specialist']);
  add('x-far-deputy', ['specialist']);
  add(SPARE, ['specialist']);
  for (const team of TEAMS) add(`x-${team}-keeper`, ['coordinator'], team);
  add(COLLEAGUE, ['int_clinician'], 'mx');
  add(STRANGER, ['int_clinician'], 'my');
  add(named('int_clinician', 'former'), ['int_clinician'], 'mx');
  add(named('specialist', 'named'), ['specialist']);
  add('x-far-seated', ['specialist']);
  add(named('coordinator', 'seated'), ['coordinator'], 'mx');
  add(named('specialist', 'guest'), ['specialist']);
  for (const where of ['chair', 'former-chair']) {
    add(named('specialist', where), ['specialist']);
    add(named('int_clinician', where), ['int_clinician'], 'mx');
  }
  for (const role of ROLES) {
    const isClinical = role === 'int_clinician' || role === 'specialist';
    // all but specialists were clinicians of the team before, so that they are former members
    add(named(role, 'home'), isClinical ? [role] : ['int_clinician'], 'mx', isClinical ? undefined : [role]);
    add(named(role, 'away'), [role], 'my');
    if (!NEEDS_TEAM.includes(role)) add(named(role, 'placeless'), [role]);
    add(named(role, 'cover'), ['specialist'], 'my', role === 'specialist' ? undefined : [role]);
    add(named(role, 'suspended'), [role], 'mx');
  }
  add(named('int_clinician+specialist', 'home'), ['int_clinician', 'specialist'], 'mx');
  add(named('int_clinician+specialist', 'named'), ['int_clinician', 'specialist'], 'my');
  add(named('specialist+administrator', 'named'), ['specialist', 'administrator']);
  add(named('specialist+manager', 'placeless'), ['specialist', 'manager']);
  add('x-revoked', ['int_clinician'], 'mx');
  return all;
}

/** Who is, and will not be, a member of the MDT: whoever moves, changes roles, or is left out of the link. */
const formerMembers = (everybody) => [
  ...everybody.filter((one) => one.team === 'mx' && one.then).map((one) => one.person),
  named('int_clinician', 'former'),
  named('specialist', 'home'),
];

export class World {
  #window = 0;

  constructor(place, administrator) {
    this.place = place;
    this.administrator = administrator;
    this.sessions = new Map();
    this.covers = new Map();
  }

  static async make(place) {
    const world = new World(place, await overMqtt(place, 'o.frost'));
    const everybody = people();
    await world.#addPlaces();
    await Promise.all(everybody.map((one) => world.#add(one)));
    const helper = (person) => overMqtt(place, person);
    const helpers = [ASKER, 'x-mx-keeper', 'x-my-keeper', 'x-mz-keeper'];
    [world.asker, world.homeCoordinator, world.awayCoordinator, world.farCoordinator] = await Promise.all(
      helpers.map(helper),
    );
    await world.#link(everybody);
    await world.#speak();
    world.mdt = new Mdt(world);
    await world.mdt.convene(formerMembers(everybody));
    await world.#goAway();
    await world.#change(everybody);
    return world;
  }

  async #addPlaces() {
    for (const team of TEAMS) {
      const organisation = `Y8${team.toUpperCase()}1`;
      await this.administrator.ok('organisation.create', { organisation, name: `Practice ${team}`, kind: 'practice' });
      await this.administrator.ok('neighbourhood.create', {
        neighbourhood: team,
        name: `Team ${team}`,
        population: 40000,
        practices: [organisation],
      });
    }
  }

  async #add({ person, roles, team }) {
    const device = this.place.deviceOf(person);
    await this.administrator.ok('person.create', {
      person,
      display_name: `Person ${person}`,
      roles,
      ...(team ? { neighbourhood: team } : {}),
    });
    await this.administrator.ok('device.enrol', { device, person });
    await this.certify(device);
  }

  certify(device) {
    return run(path.join(root, 'certs/make-device'), [path.join(this.place.dir, 'certs'), device]);
  }

  async #link(everybody) {
    const create = (neighbourhood, specialists) =>
      this.administrator.ok('link.create', {
        neighbourhood,
        treatment_function: FUNCTION,
        specialists,
        reply_working_days: 2,
        agreed_on: '2026-01-05',
      });
    this.near = ['x-near-specialist', named('specialist', 'cover')];
    const leaving = everybody.filter((one) => one.person.endsWith('-cover') && one.then).map((one) => one.person);
    this.named = [
      ANSWERER,
      named('specialist', 'named'),
      named('int_clinician+specialist', 'named'),
      named('specialist+administrator', 'named'),
    ];
    [this.home, this.away, this.far] = [
      await create('mx', [...this.named, named('specialist', 'home')]),
      await create('my', [...this.near, ...leaving]),
      await create('mz', [FAR_SPECIALIST, 'x-far-deputy', 'x-far-seated']),
    ];
  }

  /** What is said while those who leave are still there. */
  async #speak() {
    this.case = await this.freshCase();
    this.closed = await this.freshCase();
    await this.asker.ok('case.close', { thread: this.closed.thread, outcome: 'referred' });
    this.formerly = {};
    for (const [role, person] of [
      ['int_clinician', named('int_clinician', 'former')],
      ['specialist', named('specialist', 'home')],
    ]) {
      const client = await overMqtt(this.place, person);
      this.formerly[role] = (
        await client.ok('message.send', { thread: this.case.thread, body: `Said before leaving: ${CANARY}` })
      ).message;
      await client.close();
    }
  }

  /** Those who are, or were, specialists have leave of their own, and stand in for another. Some of each, for what takes one back. */
  async #goAway() {
    for (const role of ROLES) {
      const person = named(role, 'cover');
      const own = [],
        other = [];
      for (let i = 0; i < 3; i++) {
        own.push((await this.setCover(this.awayCoordinator, person, 'x-near-specialist')).cover);
        other.push((await this.setCover(this.farCoordinator, FAR_SPECIALIST, person)).cover);
      }
      this.covers.set(person, { own, other });
    }
  }

  setCover(client, person, deputy) {
    return client.ok('cover.set', { person, deputy, ...this.freshDays() });
  }

  /** Two days of the coming years in which nobody is away yet. */
  freshDays() {
    const day = (number) => new Date(Date.now() + number * 86400000).toISOString().slice(0, 10);
    this.#window += 3;
    return { from: day(this.#window + 30), until: day(this.#window + 31) };
  }

  freshCase() {
    return ask(this.asker, ANSWERER, { title: `A case of ${CANARY}`, question: `Does ${CANARY} matter here?` });
  }

  /** Now those who leave do. */
  async #change(everybody) {
    await this.mdt.leave();
    await this.administrator.ok('link.update', { link: this.home.link, specialists: this.named });
    await this.administrator.ok('link.update', { link: this.away.link, specialists: this.near });
    for (const where of ['former', 'former-chair']) {
      await this.administrator.ok('person.update', { person: named('int_clinician', where), neighbourhood: 'my' });
    }
    await Promise.all(
      everybody
        .filter((one) => one.then)
        .map((one) => this.administrator.ok('person.set_roles', { person: one.person, roles: one.then })),
    );
  }

  /** A browser's session, by invitation. */
  async session(person) {
    if (this.sessions.has(person)) return this.sessions.get(person);
    const { code } = await this.administrator.ok('person.invite', { person });
    const shown = await request(this.place, 'POST', '/auth/invitation', { body: { person, code } });
    const answer = await request(this.place, 'POST', '/auth/enrol', {
      body: { person, code, password: PASSPHRASE, totp: totp(shown.json.totp_secret) },
    });
    if (answer.status !== 200) throw new Error(`${person} could not enrol: ${answer.status} ${answer.text}`);
    const session = { cookie: cookiesAfter(answer), device: answer.json.device, me: answer.json };
    this.sessions.set(person, session);
    return session;
  }

  async close() {
    const clients = [this.administrator, this.asker, this.homeCoordinator, this.awayCoordinator, this.farCoordinator];
    await Promise.all(clients.map((client) => client?.close()));
  }
}
