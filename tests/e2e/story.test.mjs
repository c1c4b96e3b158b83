/* The story Corridor is for, told over every transport and between them. */
import assert from 'node:assert/strict';

import { answer, ask, conversationWith, counts, nhsNumber, patient } from './lib/cases.mjs';
import { place, test } from './lib/harness.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';
import { overWs } from './lib/ws_client.mjs';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const NOTHING = { asked: 0, answered: 0, closed: 0, diverted: 0, avoided_provisional: 0, deferred: 0, referred: 0 };

const rowOf = async (client, thread) => (await client.ok('thread.history', { thread })).thread;

/** What changed between two rows of the report. */
function gained(before, after) {
  return Object.fromEntries(Object.keys(NOTHING).map((key) => [key, after[key] - (before ?? NOTHING)[key]]));
}

async function askAndHear(asker, specialist, specialistId, treatmentFunction) {
  const number = nhsNumber();
  const typed = `${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`;
  const asked = await ask(asker, specialistId, { patient: patient({ nhs_number: typed }) });
  assert.match(asked.reply_due, TIME);
  assert.equal(asked.asked, specialistId);
  const heard = await specialist.event('case.asked', { thread: asked.thread });
  assert.equal(heard.by, 'a.khan');
  assert.equal(heard.seq, asked.seq);
  assert.match(heard.at, TIME);
  assert.equal(heard.data.patient.nhs_number, number);
  assert.equal(heard.data.treatment_function, treatmentFunction);
  assert.ok(!('patient_key' in heard.data), 'the key for matching patients never leaves the daemon');
  assert.ok(!('txn' in heard), 'only the device that asked sees its txn');
  assert.ok((await asker.event('case.asked', { thread: asked.thread })).txn, 'the device that asked sees its txn');
  return asked;
}

async function requestAndGiveInformation(asker, specialist, thread) {
  await specialist.ok('case.request_information', { thread, body: 'How long are the episodes?' });
  await asker.event('case.information_requested', { thread, data: { body: 'How long are the episodes?' } });
  const waiting = await rowOf(asker, thread);
  assert.equal(waiting.state, 'awaiting_information');
  assert.equal(waiting.waiting_on_me, true);
  assert.ok(!('reply_due' in waiting), 'the clock stands still');
  await asker.ok('message.send', { thread, body: 'Seconds to a minute, at rest.' });
  const sent = await specialist.event('message.sent', { thread });
  assert.match(sent.data.reply_due, TIME, 'the clock runs again');
  assert.equal((await rowOf(specialist, thread)).state, 'awaiting_answer');
}

/** A GP asks, the specialist wants to know more, answers, and the GP closes: counted once as avoided, provisionally. */
async function story(asker, specialist, specialistId, treatmentFunction) {
  const before = await counts(asker, treatmentFunction);
  const { thread } = await askAndHear(asker, specialist, specialistId, treatmentFunction);
  await asker.ok('typing', { thread });
  await specialist.event('typing', { thread, by: 'a.khan' });
  await requestAndGiveInformation(asker, specialist, thread);

  await answer(specialist, thread);
  const answered = await asker.event('case.answered', { thread });
  assert.equal(answered.by, specialistId);
  assert.equal(answered.data.recommendation, 'ADVICE_ONLY_NO_REFERRAL_RECOMMENDED');
  assert.equal(answered.data.next_by, '2027-01-15');
  const marked = await asker.ok('read.mark', { thread, seq: answered.seq });
  assert.equal(marked.seq, answered.seq);
  await specialist.event('read.marked', { thread, by: 'a.khan' });

  const closed = await asker.ok('case.close', { thread, outcome: 'managed_in_primary_care' });
  assert.equal(closed.avoided, 'provisional');
  await specialist.event('case.closed', { thread, data: { outcome: 'managed_in_primary_care' } });
  await specialist.event('referral.avoided', { thread, data: { state: 'provisional' } });
  assert.deepEqual(gained(before, await counts(asker, treatmentFunction)), {
    ...NOTHING,
    asked: 1,
    answered: 1,
    closed: 1,
    diverted: 1,
    avoided_provisional: 1,
  });

  const history = await asker.ok('thread.history', { thread });
  assert.deepEqual(
    history.messages.map((message) => message.kind),
    ['question', 'information_request', 'message', 'answer'],
  );
  assert.equal(history.messages[3].by_name, place.people[specialistId].name);
  assert.ok(history.messages[3].by_professional_number);
  assert.equal(history.complete, true);
  assert.deepEqual(
    history.events.map((event) => event.seq),
    [...history.events.map((event) => event.seq)].sort((a, b) => a - b),
  );
  return { thread, before };
}

test('a case is asked, answered, closed and counted over MQTT alone', async () => {
  const [asker, specialist] = [await overMqtt(place, 'a.khan'), await overMqtt(place, 'f.rossi')];
  await story(asker, specialist, 'f.rossi', '330');
  await Promise.all([asker.close(), specialist.close()]);
});

test('a case is asked, answered, closed and counted over WebSocket alone', async () => {
  const [asker, specialist] = [await overWs(place, 'a.khan'), await overWs(place, 'h.silva')];
  await story(asker, specialist, 'h.silva', '340');
  await Promise.all([asker.close(), specialist.close()]);
});

test('a case is told between MQTT and WebSocket, live on both, and a later referral takes back what was counted', async () => {
  const [asker, specialist] = [await overMqtt(place, 'a.khan'), await overWs(place, 'e.okafor')];
  const { thread, before } = await story(asker, specialist, 'e.okafor', '320');
  const referred = await asker.ok('case.refer', { thread, note: 'Symptoms changed.' });
  assert.equal(referred.avoided, 'deferred');
  await specialist.event('case.referred', { thread });
  await specialist.event('referral.deferred', { thread, data: { cause: 'case_refer' } });
  const now = gained(before, await counts(asker, '320'));
  assert.equal(now.avoided_provisional, 0);
  assert.equal(now.deferred, 1);
  assert.equal(now.referred, 1);
  await Promise.all([asker.close(), specialist.close()]);
});

test('one person on two devices hears on both what either does', async () => {
  const [mqtt, ws] = [await overMqtt(place, 'b.osei'), await overWs(place, 'b.osei')];
  const { thread } = await ask(mqtt, 'g.patel', { urgency: 'urgent' });
  await ws.event('case.asked', { thread });
  await ws.ok('message.send', { thread, body: 'Weight is on the 9th centile.' });
  const heard = await mqtt.event('message.sent', { thread });
  assert.ok(!('txn' in heard), 'the txn belongs to the device that sent it');
  await Promise.all([mqtt.close(), ws.close()]);
});

test('a topic is opened and talked about by both sides', async () => {
  const [team, specialist] = [await overWs(place, 'c.lewis'), await overMqtt(place, 'k.byrne')];
  const conversation = await conversationWith(team, 'k.byrne');
  const { thread } = await specialist.ok('topic.open', {
    conversation,
    title: 'Frailty scores in the annual review',
    body: 'Which score do you use at the moment?',
  });
  await team.event('topic.opened', { thread, by: 'k.byrne' });
  await team.ok('message.send', { thread, body: 'The electronic frailty index.', mentions: ['k.byrne'] });
  const heard = await specialist.event('message.sent', { thread });
  assert.deepEqual(heard.data.mentions, ['k.byrne']);
  const { threads } = await team.ok('thread.list', { conversation });
  assert.equal(threads.find((row) => row.thread === thread).kind, 'topic');
  assert.equal((await team.refused('case.close', { thread, outcome: 'no_longer_needed' })).code, 'conflict');
  await Promise.all([team.close(), specialist.close()]);
});

test('an urgent case stands above routine ones asked before it', async () => {
  const asker = await overWs(place, 'b.osei');
  const routine = await ask(asker, 'i.novak');
  const urgent = await ask(asker, 'i.novak', { urgency: 'urgent' });
  assert.ok(urgent.reply_due <= routine.reply_due);
  const { threads } = await asker.ok('thread.list', { limit: 200 });
  const due = threads.filter((row) => row.reply_due).map((row) => row.reply_due);
  assert.deepEqual(due, [...due].sort(), 'oldest promise first');
  assert.ok(
    threads.slice(0, due.length).every((row) => row.reply_due),
    'what has a promise comes first',
  );
  await asker.close();
});
