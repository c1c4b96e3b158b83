/* A promise that nobody kept, over the wire: days pass while the daemon is down, and what passed is done once, at its start. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { Broker, poll } from './lib/broker.mjs';
import { answer, ask } from './lib/cases.mjs';
import { FaultyIo } from './lib/faulty_io.mjs';
import { test } from './lib/harness.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';

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

const promises = async (client, args) => (await client.ok('promise.list', args)).promises;

/** What happened while the daemon had nobody to tell yet stands in the log. */
async function inTheLog(client, name, thread) {
  let found = null;
  await poll(async () => {
    found = (await client.sync(0)).find((event) => event.event === name && event.thread === thread);
    return found;
  }, `${name} in the log of ${client.name}`);
  return found;
}

test(
  'a promise lapses and is escalated to the coordinator, without words, once',
  async () => {
    const team = await overMqtt(broker.place, 'a.khan');
    const coordinator = await overMqtt(broker.place, 'm.grant');
    const elsewhere = await overMqtt(broker.place, 's.wood');
    const specialist = await overMqtt(broker.place, 'i.novak');
    const { thread, reply_due: replyDue } = await ask(team, 'i.novak', { urgency: 'urgent' });
    const held = await ask(team, 'i.novak', { urgency: 'urgent' });
    await specialist.ok('case.request_information', { thread: held.thread, body: 'Since when?' });
    const stopped = await team.event('case.information_requested', { thread: held.thread });
    assert.ok(stopped.data.working_minutes_left > 0, 'the clock stands still, and says what is left');
    const [running] = await promises(coordinator);
    assert.deepEqual(
      [running.thread, running.step, running.holder, running.overdue, running.reply_due],
      [thread, 'running', 'i.novak', false, replyDue],
    );
    assert.deepEqual(await promises(elsewhere), [], 'another neighbourhood');

    await broker.end('corridord', 'SIGTERM');
    clock.moveClock(8 * DAY_MS);
    broker.start('corridord');
    await broker.untilReady('Corridor getting ready a week later');
    const lapsed = await inTheLog(team, 'promise.lapsed', thread);
    assert.equal(lapsed.by, 'system');
    assert.deepEqual(lapsed.data, { asked: 'i.novak', reply_due: replyDue }, 'nobody else is named in this link');
    const escalated = await inTheLog(coordinator, 'promise.escalated', thread);
    assert.deepEqual(escalated.data, {
      asked: 'i.novak',
      reply_due: replyDue,
      cause: 'nobody_behind',
      neighbourhood: 'riverside',
    });
    const listed = await promises(coordinator, { neighbourhood: 'riverside' });
    assert.deepEqual(
      listed.map((promise) => [promise.thread, promise.step, promise.overdue, promise.clock_stopped]),
      [
        [thread, 'escalated', true, false],
        [held.thread, 'running', false, true],
      ],
      'what waits for the asker does not lapse',
    );
    assert.ok(!/title|question|patient|nhs/.test(JSON.stringify(listed)), 'no words and no patient');
    const events = await coordinator.sync(0);
    assert.deepEqual(
      events.filter((event) => event.thread).map((event) => event.event),
      ['promise.escalated'],
    );
    await inTheLog(specialist, 'promise.lapsed', thread);
    await answer(specialist, thread);
    assert.deepEqual(
      (await promises(coordinator)).map((promise) => promise.thread),
      [held.thread],
    );

    await broker.end('corridord', 'SIGTERM');
    broker.start('corridord');
    await broker.untilReady('Corridor getting ready once more');
    const again = await team.sync(0);
    const steps = again.filter((event) => event.event.startsWith('promise.')).map((event) => event.event);
    assert.deepEqual(steps, ['promise.lapsed', 'promise.escalated'], 'a second start does nothing twice');
    assert.ok(!elsewhere.heard.some((event) => event.event.startsWith('promise.')));
    await Promise.all([team, coordinator, elsewhere, specialist].map((client) => client.close()));
  },
  { timeout: 180000 },
);
