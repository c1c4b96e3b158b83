/* A device reaches its own two topics and nothing else. */
import assert from 'node:assert/strict';
import tls from 'node:tls';
import mqtt from 'mqtt';

import { connected, tryPublishing, trySubscribing } from './lib/bare_mqtt.mjs';
import { ask } from './lib/cases.mjs';
import { place, test } from './lib/harness.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';
import { overWs } from './lib/ws_client.mjs';

const FOREIGN_FILTERS = [
  '#',
  '+',
  '/',
  '//',
  '/#',
  '+/#',
  'corridor/#',
  'corridor/v1/+/evt',
  'corridor/v1/+/cmd',
  'corridor/v1/a-khan-1/evt',
  'corridor/v1/a-khan-1/cmd',
  'corridor/v1/d-moore-1/#',
  'corridor/v1/d-moore-1/cmd',
  '+/+/+/+',
  '$share/g/corridor/v1/+/cmd',
  '$share/g/corridor/v1/a-khan-1/evt',
  '$share/g/#',
  '$SYS/#',
  '$CONTROL/#',
  'corridor/v1/%u/evt',
  '/corridor/v1/a-khan-1/evt',
  'corridor/v1/a-khan-1/evt/',
  'corridor/v1//evt',
  'corridor/v1/+',
  'corridor/+/a-khan-1/evt',
  '+/v1/a-khan-1/evt',
  'corridor/v1/%c/evt',
  'corridor/v1/corridord/evt',
  'corridor/v1/roll',
  'corridor/v1/feed/referrals',
  'corridor/v1/feed/+',
  '$share/g/corridor/v1/d-moore-1/evt',
  '$share//corridor/v1/+/cmd',
  '$queue/corridor/v1/+/cmd',
];

for (const protocolVersion of [4, 5]) {
  test(`nothing of others is heard or swallowed through any filter over MQTT ${protocolVersion === 4 ? '3.1.1' : '5'}`, async () => {
    const victim = await overMqtt(place, 'a.khan');
    victim.isResending = false; // whatever is swallowed stays unanswered
    for (const filter of FOREIGN_FILTERS) {
      const spy = await connected(place, 'd-moore-1', { protocolVersion });
      await trySubscribing(spy, filter);
      const { thread } = await ask(victim, 'g.patel', { title: `Not for ${filter.length} ears` });
      await victim.event('case.asked', { thread });
      const foreign = spy.received.filter((line) => !line.startsWith('corridor/v1/d-moore-1/evt '));
      assert.deepEqual(foreign, [], filter);
      await spy.endAsync(true);
    }
    await victim.close();
  });
}

test('what is published to the topics of others changes nothing and reaches nobody', async () => {
  const victim = await overMqtt(place, 'a.khan');
  const other = await overWs(place, 'a.khan');
  const { thread } = await ask(other, 'g.patel');
  const forged = JSON.stringify({ txn: 'forged', cmd: 'message.send', args: { thread, body: 'Forged.' } });
  const { pos } = await other.ok('session.hello');
  const heard = victim.receipts.length;
  for (const topic of [
    'corridor/v1/a-khan-1/cmd',
    'corridor/v1/a-khan-1/evt',
    'corridor/v1//cmd',
    'corridor/v1/cmd',
    'corridor/v1/roll',
    'corridor/v1/feed/referrals',
    'corridor/v1/d-moore-1/evt',
    '/corridor/v1/a-khan-1/cmd',
    '$share/g/corridor/v1/a-khan-1/cmd',
    '$SYS/x',
    'corridor/v1/corridord/cmd',
    'corridor/v1/a-khan-1/cmd/',
    '$CONTROL/dynamic-security/v1',
  ]) {
    const forger = await connected(place, 'd-moore-1');
    await tryPublishing(forger, topic, forged);
    await tryPublishing(forger, topic, forged, { retain: true });
    await forger.endAsync(true);
  }
  await victim.ok('session.hello');
  assert.equal(victim.receipts.length, heard + 1, 'the victim hears only the answer to its own question');
  assert.equal((await other.ok('session.hello')).pos, pos);
  await Promise.all([victim.close(), other.close()]);
});

test('a device that promises never to be heard of hears nothing', async () => {
  const quiet = await connected(place, 'd-moore-1', { keepalive: 0 });
  const granted = await new Promise((resolve) => {
    quiet.subscribe('corridor/v1/d-moore-1/evt', { qos: 1 }, (error, grants) => resolve(error ? 128 : grants[0].qos));
  });
  assert.equal(granted, 128);
  await quiet.endAsync(true);
});

test('the MQTT server speaks TLS 1.2 and 1.3 with forward secrecy, and nothing older', async () => {
  const greet = (options) =>
    new Promise((resolve, reject) => {
      const socket = tls.connect({ host: 'localhost', port: place.mqttPort, ca: place.ca, ...place.certificate('d-moore-1'), ...options }, () => {
        resolve(socket.getProtocol());
        socket.destroy();
      });
      socket.on('error', reject);
    });
  assert.equal(await greet({ minVersion: 'TLSv1.3' }), 'TLSv1.3');
  assert.equal(await greet({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE+AESGCM' }), 'TLSv1.2');
  await assert.rejects(greet({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }));
  await assert.rejects(greet({ maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }));
  await assert.rejects(greet({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' }));
});

test('nobody takes over the connection of another by its client id', async () => {
  const victim = await overMqtt(place, 'a.khan');
  let ends = 0;
  victim.connection.on('close', () => {
    ends += 1;
  });
  for (const clientId of ['a-khan-1', 'corridord', '']) {
    const intruder = await connected(place, 'd-moore-1', { clientId }).catch(() => null);
    if (!intruder) continue;
    await trySubscribing(intruder, 'corridor/v1/a-khan-1/evt');
    await victim.ok('session.hello');
    assert.deepEqual(intruder.received, []);
    await intruder.endAsync(true);
  }
  assert.equal(ends, 0);
  await victim.close();
});

test('without a certificate of the authority there is no connection', async () => {
  const attempt = mqtt.connect({
    protocol: 'mqtts',
    host: 'localhost',
    port: place.mqttPort,
    family: 4,
    ca: place.ca,
    clientId: 'a-khan-1',
    reconnectPeriod: 0,
    connectTimeout: 5000,
  });
  let isConnected = false;
  attempt.on('connect', () => {
    isConnected = true;
  });
  attempt.on('error', () => {});
  await new Promise((resolve) => {
    attempt.on('close', resolve);
  });
  assert.equal(isConnected, false);
  await attempt.endAsync(true);
});

test('a command that was retained is not carried out again', async () => {
  const client = await connected(place, 'a-khan-1');
  const ws = await overWs(place, 'a.khan');
  const { thread } = await ask(ws, 'g.patel');
  const command = { txn: `retained-${Date.now()}`, cmd: 'message.send', args: { thread, body: 'Said once.' } };
  await tryPublishing(client, 'corridor/v1/a-khan-1/cmd', JSON.stringify(command), { retain: true });
  const fresh = await overMqtt(place, 'a.khan');
  await fresh.ok('session.hello');
  const { messages } = await fresh.ok('thread.history', { thread });
  assert.ok(messages.filter((message) => message.body === 'Said once.').length <= 1);
  await Promise.all([client.endAsync(true), ws.close(), fresh.close()]);
});
