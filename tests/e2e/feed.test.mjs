/* The live feed of the avoided-referral ledger: who hears it, and what it never says. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import mqtt from 'mqtt';

import { poll } from './lib/broker.mjs';
import { answer, ask, patient } from './lib/cases.mjs';
import { place as placeNow, root } from './lib/env.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';

const place = placeNow();
const FEED = 'corridor/v1/feed/referrals';

/** A bare connection with a device's certificate that notes what it hears on the feed. */
async function connected(device) {
  const client = mqtt.connect({
    protocol: 'mqtts', host: 'localhost', port: place.mqttPort, family: 4, ca: place.ca, ...place.certificate(device),
    clientId: device, clean: true, reconnectPeriod: 0, resubscribe: false, connectTimeout: 10000,
  });
  client.heard = [];
  client.on('message', (topic, payload) => client.heard.push({ topic, text: payload.toString() }));
  client.on('error', () => {});
  await once(client, 'connect', { signal: AbortSignal.timeout(10000) });
  return client;
}

/** True when the subscription is granted. */
function subscribe(client, filter) {
  return new Promise((resolve) => {
    client.once('close', () => resolve(false));
    client.subscribe(filter, { qos: 1 }, (error, granted) => resolve(!error && granted?.[0]?.qos === 1));
  });
}

/** The feed's message about a case in a state. */
async function told(client, thread, state) {
  const find = () => client.heard.map(({ text }) => JSON.parse(text))
    .find(({ data }) => data.entry === thread && data.state === state);
  const signal = AbortSignal.timeout(10000);
  while (!find()) await once(client, 'message', { signal });
  return find();
}

test('a manager and a program hear what becomes of avoided referrals, and no patient', async () => {
  const [listeners, gp, specialist] = [
    await Promise.all([connected('n-shaw-1'), connected('r-feed-1')]),
    await overMqtt(place, 'a.khan'), await overMqtt(place, 'e.okafor'),
  ];
  for (const listener of listeners) assert.equal(await subscribe(listener, FEED), true);
  const someone = patient({ name: 'FEEDPATIENT, Unheard' });
  const { thread } = await ask(gp, 'e.okafor', { patient: someone, title: 'Unheard title', question: 'Unheard question?' });
  await answer(specialist, thread);
  await gp.ok('case.close', { thread, outcome: 'managed_in_primary_care', note: 'Unheard note' });
  for (const listener of listeners) {
    const event = await told(listener, thread, 'provisional');
    assert.deepEqual(Object.keys(event), ['specversion', 'id', 'source', 'type', 'time', 'datacontenttype', 'data']);
    assert.equal(event.specversion, '1.0');
    assert.match(event.id, /^[1-9][0-9]*$/);
    assert.equal(event.type, 'corridor.referral.avoided.provisional.v1');
    assert.match(event.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(event.data,
      { entry: thread, state: 'provisional', treatment_function: '320', neighbourhood: 'riverside' });
  }
  await gp.ok('case.reopen', { thread, reason: 'Unheard reason' });
  await told(listeners[0], thread, 'reopened');
  await gp.ok('case.close', { thread, outcome: 'managed_in_primary_care' });
  await gp.ok('case.refer', { thread, note: 'Unheard note' });
  const deferred = await told(listeners[1], thread, 'deferred');
  assert.deepEqual(deferred.data, {
    entry: thread, state: 'deferred', treatment_function: '320', neighbourhood: 'riverside', cause: 'case_refer',
  });
  const everything = listeners.flatMap((listener) => listener.heard.map(({ text }) => text)).join('\n');
  for (const word of [someone.nhs_number, 'FEEDPATIENT', 'Unheard', 'a.khan', 'e.okafor', 'Y90001', '1961'])
    assert.ok(!everything.includes(word), `the feed says ${word}`);
  for (const listener of listeners) assert.deepEqual([...new Set(listener.heard.map(({ topic }) => topic))], [FEED]);
  await Promise.all([...listeners.map((listener) => listener.endAsync(true)), gp.close(), specialist.close()]);
});

test('nobody else is let in, and nobody hears who is', async () => {
  for (const device of ['a-khan-1', 'e-okafor-1', 'm-grant-1', 'o-frost-1', 'p-quinn-1']) {
    const client = await connected(device);
    assert.equal(await subscribe(client, FEED), false, device);
    await client.endAsync(true);
  }
  for (const filter of ['corridor/v1/feed/readers', 'corridor/v1/feed/#', 'corridor/v1/feed/+', `$share/g/${FEED}`]) {
    const client = await connected('n-shaw-1');
    assert.equal(await subscribe(client, filter), false, filter);
    await client.endAsync(true);
  }
});

test('what a reader publishes to the feed or to its list reaches nobody and lets nobody in', async () => {
  const listener = await connected('n-shaw-1');
  assert.equal(await subscribe(listener, FEED), true);
  for (const topic of [FEED, 'corridor/v1/feed/readers']) {
    const forger = await connected('r-feed-1');
    await new Promise((resolve) => {
      forger.once('close', resolve);
      forger.publish(topic, 'a-khan-1\n', { qos: 1 }, resolve);
    });
    await forger.endAsync(true);
  }
  const outsider = await connected('a-khan-1');
  assert.equal(await subscribe(outsider, FEED), false);
  assert.deepEqual(listener.heard, []);
  await Promise.all([listener.endAsync(true), outsider.endAsync(true)]);
});

test('a new manager is let in without a restart', async () => {
  const administrator = await overMqtt(place, 'o.frost');
  const person = `feed.${Date.now()}`;
  const device = `${person.replaceAll('.', '-')}-1`;
  await promisify(execFile)(path.join(root, 'certs/make-device'), [path.join(place.dir, 'certs'), device]);
  const newcomer = await connected(device);
  assert.equal(await subscribe(newcomer, FEED), false, 'nobody knows this device yet');
  await administrator.ok('person.create', { person, display_name: 'Second manager', roles: ['manager'], organisation: 'Y9B' });
  await administrator.ok('device.enrol', { device, person });
  await poll(() => subscribe(newcomer, FEED), 'the new manager being let in', 10000);
  await Promise.all([newcomer.endAsync(true), administrator.close()]);
});
