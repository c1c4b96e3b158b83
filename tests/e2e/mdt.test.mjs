/* A virtual MDT over both transports: three people, four cases, a guest, minutes, and a closing time that passes unseen. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { Broker, poll } from './lib/broker.mjs';
import { ask, patient } from './lib/cases.mjs';
import { corridor } from './lib/cli.mjs';
import { FaultyIo } from './lib/faulty_io.mjs';
import { test } from './lib/harness.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';
import { overWs } from './lib/ws_client.mjs';

const DAY_MS = 86400000;

let broker = null;
let clock = null;

before(
  async () => {
    broker = await Broker.make();
    clock = new FaultyIo(broker.dir);
    broker.env = clock.env;
    await broker.startAll();
  },
  { timeout: 900000 },
);
after(() => broker?.stop());

const inHours = (hours) => new Date(Date.now() + hours * 3600000).toISOString();

/** A team of its own, so that it may be played again; the meeting is open now. */
async function convene(coordinator, hours = 4) {
  const { conversation } = await coordinator.ok('mdt.create', {
    neighbourhood: 'riverside',
    name: 'Falls MDT',
    chair: 'k.byrne',
    deputy_chair: 'b.osei',
    members: ['a.khan', 'e.okafor'],
    required: ['320', '430'],
  });
  const { meeting } = await coordinator.ok('mdt.schedule', { conversation, opens: inHours(-1), closes: inHours(hours) });
  return { conversation, meeting };
}

/** What somebody may not see does not exist. */
const unseen = async (client, cmd, args) => assert.equal((await client.refused(cmd, args)).code, 'not_found');

const newCase = (meeting, title, name, more = {}) => ({
  meeting,
  patient: patient({ name }),
  title,
  question: `What of the ${title.toLowerCase()}?`,
  tag: 'discuss',
  ...more,
});

test(
  'three people and a guest decide a meeting of four cases, and nobody else sees any of it',
  async () => {
    const team = await overWs(broker.place, 'a.khan');
    const heart = await overMqtt(broker.place, 'e.okafor');
    const chair = await overWs(broker.place, 'k.byrne');
    const guest = await overMqtt(broker.place, 'i.novak');
    const elsewhere = await overMqtt(broker.place, 'd.moore');
    const coordinator = await overMqtt(broker.place, 'm.grant');
    const { conversation, meeting } = await convene(coordinator);

    const own = await ask(team, 'e.okafor', { patient: patient({ name: 'FALLSPATIENT, Jane' }) });
    const falls = await team.ok('mdt.add_case', {
      meeting,
      thread: own.thread,
      question: 'Stop the beta blocker?',
      tag: 'discuss',
      would_refer_to: ['320'],
    });
    const statin = await team.ok(
      'mdt.add_case',
      newCase(meeting, 'Statin at eighty', 'STATINPATIENT, Ann', { tag: 'standard_care' }),
    );
    const ulcer = await team.ok('mdt.add_case', newCase(meeting, 'Legulcer', 'ULCERPATIENT, Tom'));
    const tremor = await team.ok('mdt.add_case', newCase(meeting, 'Tremor', 'TREMORPATIENT, May', { would_refer_to: ['400'] }));
    const agenda = await chair.ok('mdt.agenda', { meeting });
    assert.deepEqual(
      agenda.cases.map((one) => [one.thread, one.quorate, one.asked_of_me]),
      [falls, statin, ulcer, tremor].map((one) => [one.thread, false, one !== statin]),
    );

    const standard = await chair.ok('mdt.decide', { thread: statin.thread, decision: 'Stop the statin' });
    assert.equal(standard.next, ulcer.thread, 'sign, and next');
    await heart.ok('mdt.contribute', { thread: falls.thread, body: 'Halve it first', dissents: true });
    const early = await chair.command('mdt.decide', { thread: falls.thread, decision: 'Too early' });
    assert.equal(early.error.code, 'conflict', 'a required specialty has not spoken');
    const spoken = await chair.ok('mdt.contribute', { thread: falls.thread, body: 'Stop it', treatment_function: '430' });
    assert.equal(spoken.quorate, true);
    const { action } = await chair.ok('action.add', {
      thread: falls.thread,
      what: 'Repeat electrocardiogram',
      owner: 'a.khan',
      due: inHours(24 * 7).slice(0, 10),
    });
    const decided = await chair.ok('mdt.decide', {
      thread: falls.thread,
      decision: 'Stop bisoprolol',
      managed: ['320'],
      dissent: 'Cardiology would halve it',
      tells_patient: 'a.khan',
    });
    const posted = await team.event('message.sent', { thread: own.thread });
    assert.deepEqual([posted.data.message, posted.data.from_mdt], [decided.posted, falls.thread]);
    const avoided = await team.event('referral.avoided', { thread: falls.thread });
    assert.equal(avoided.data.treatment_function, '320');

    await chair.ok('mdt.invite_guest', { thread: tremor.thread, person: 'i.novak', reason: 'Is it Parkinson’s?' });
    await guest.event('mdt.guest_invited', { thread: tremor.thread });
    assert.equal((await guest.ok('thread.history', { thread: tremor.thread })).messages.length, 1);
    await unseen(guest, 'thread.history', { thread: falls.thread });
    await unseen(guest, 'mdt.agenda', { meeting });
    await guest.ok('mdt.contribute', { thread: tremor.thread, body: 'Essential tremor, no scan' });
    await heart.ok('mdt.contribute', { thread: tremor.thread, body: 'Nothing to add' });
    await chair.ok('mdt.contribute', { thread: tremor.thread, body: 'Agreed', treatment_function: '430' });
    await chair.ok('mdt.decide', { thread: tremor.thread, decision: 'Propranolol, no referral', managed: ['400'] });
    await unseen(guest, 'thread.history', { thread: tremor.thread });
    assert.ok(!JSON.stringify(await guest.sync(0)).includes(tremor.thread), 'nothing is left of it for the guest');

    await unseen(coordinator, 'mdt.agenda', { meeting });
    await unseen(elsewhere, 'mdt.agenda', { meeting });
    await unseen(elsewhere, 'mdt.minutes', { thread: falls.thread });
    assert.deepEqual((await elsewhere.ok('mdt.list')).mdts, []);
    assert.ok(!(await elsewhere.sync(0)).some((event) => event.conversation === conversation));

    const minutes = await corridor(broker.place, 'k.byrne', ['mdt', 'minutes', falls.thread]);
    assert.equal(minutes.status, 0, minutes.err);
    for (const word of ['FALLSPATIENT', 'Stop bisoprolol', 'Cardiology would halve it', 'Repeat electrocardiogram'])
      assert.ok(minutes.out.includes(word), `${word} is missing in ${minutes.out}`);
    const json = JSON.stringify(await team.ok('mdt.minutes', { thread: falls.thread }));
    for (const word of ['STATIN', 'ULCER', 'TREMOR', 'tatin', 'egulcer', 'remor', 'Propranolol', statin.thread, ulcer.thread, tremor.thread])
      for (const output of [minutes.out, json]) assert.ok(!output.includes(word), `${word} is in ${output}`);

    const mine = (await team.ok('action.list')).actions.filter((one) => one.action === action);
    assert.deepEqual(mine.map((one) => [one.state, one.overdue]), [['open', false]]);
    await team.ok('action.finish', { action, note: 'Sinus rhythm' });
    await chair.event('action.finished', { thread: falls.thread });

    await chair.ok('mdt.reschedule', { meeting, closes: inHours(0.5) });
    await Promise.all([team, heart, chair, guest, elsewhere, coordinator].map((client) => client.close()));
  },
  { timeout: 120000 },
);

test('an agenda too long for MQTT comes in pages', async () => {
  const coordinator = await overMqtt(broker.place, 'm.grant');
  const heart = await overMqtt(broker.place, 'e.okafor');
  const { meeting } = await convene(coordinator);
  const cases = [];
  for (const number of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    const args = newCase(meeting, `Case ${number}`, 'LONGPATIENT, Kim', { question: 'Long. '.repeat(2600) });
    cases.push((await heart.ok('mdt.add_case', args)).thread);
  }
  const begun = await heart.ok('mdt.agenda', { meeting });
  assert.equal(begun.complete, false, 'cut to what a packet holds');
  assert.deepEqual(begun.cases.map((one) => one.thread), cases.slice(0, begun.cases.length));
  assert.match((await heart.refused('mdt.minutes', { meeting })).message, /ask for less at once, with limit/);
  for (const query of ['mdt.agenda', 'mdt.minutes']) {
    const seen = [];
    for (;;) {
      const page = await heart.ok(query, { meeting, limit: 2, skip: seen.length });
      seen.push(...page.cases.map((one) => one.thread));
      if (page.complete) break;
      assert.equal(page.cases.length, 2);
    }
    assert.deepEqual(seen, cases);
  }
  const shown = await corridor(broker.place, 'k.byrne', ['mdt', 'agenda', meeting, '--limit', '2', '--skip', '6']);
  assert.equal(shown.status, 0, shown.err);
  assert.match(shown.out, /Case 7[^]*Case 8[^]*There are more/);
  assert.doesNotMatch(shown.out, /Case 6|Case 9/);
  await Promise.all([coordinator, heart].map((client) => client.close()));
});

test(
  'a closing time that passes while the daemon is down is handled at the next start, once',
  async () => {
    const chair = await overMqtt(broker.place, 'k.byrne');
    const coordinator = await overMqtt(broker.place, 'm.grant');
    const { conversation, meeting } = await convene(coordinator);
    const { thread } = await chair.ok('mdt.add_case', newCase(meeting, 'Dizziness', 'DIZZYPATIENT, Eve'));
    const { action } = await chair.ok('action.add', {
      thread,
      what: 'Lying and standing pressure',
      owner: 'a.khan',
      due: inHours(24).slice(0, 10),
    });
    const told = async (name) =>
      (await chair.sync(0)).filter((event) => event.conversation === conversation && event.event === name);
    await broker.end('corridord', 'SIGTERM');
    clock.moveClock(8 * DAY_MS);
    broker.start('corridord');
    await broker.untilReady('Corridor getting ready a week later');
    await poll(async () => (await told('action.overdue')).length > 0, 'the action told as overdue');
    const [closed] = await told('mdt.meeting_closed');
    assert.deepEqual(closed.data, { meeting, decided: 0, deferred: 1 });
    const [deferred] = await told('mdt.case_deferred');
    assert.deepEqual(
      [deferred.thread, deferred.data.cause, deferred.data.missing],
      [thread, 'no_quorum', ['320', '430']],
    );
    const [overdue] = await told('action.overdue');
    assert.deepEqual([overdue.data.action, overdue.data.told, overdue.by], [action, 'k.byrne', 'system']);
    const heard = (await coordinator.sync(0)).filter((event) => event.conversation === conversation && event.thread);
    assert.deepEqual(heard.map((event) => event.event), ['action.overdue'], 'the coordinator hears of it, and no words');

    await broker.end('corridord', 'SIGTERM');
    broker.start('corridord');
    await broker.untilReady('Corridor getting ready once more');
    assert.equal((await chair.ok('mdt.agenda', { meeting })).meeting.state, 'closed');
    for (const name of ['mdt.meeting_opened', 'mdt.meeting_closed', 'mdt.case_deferred', 'action.overdue'])
      assert.equal((await told(name)).length, 1, `${name}, once`);
    await Promise.all([chair, coordinator].map((client) => client.close()));
  },
  { timeout: 180000 },
);
