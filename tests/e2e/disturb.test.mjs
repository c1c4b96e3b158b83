/* A device with a valid certificate disturbs nobody: wills, response topics, aliases, odd bytes, odd names, take-overs. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before } from 'node:test';

import {
  connected,
  publishPacket,
  signedFor,
  spoken,
  subscribePacket,
  tryPublishing,
  trySubscribing,
} from './lib/bare_mqtt.mjs';
import { ask } from './lib/cases.mjs';
import { place, test } from './lib/harness.mjs';
import { MqttClient, overMqtt } from './lib/mqtt_client.mjs';
import { opened } from './lib/open.mjs';
import { overWs } from './lib/ws_client.mjs';

const VICTIM = 'corridor/v1/a-khan-1';
const OWN = 'corridor/v1/d-moore-1';
let victim, colleague, thread;

before(async () => {
  victim = await overMqtt(place, 'a.khan');
  victim.isResending = false; // whatever is swallowed stays unanswered
  colleague = await overWs(place, 'b.osei');
  ({ thread } = await ask(victim, 'g.patel'));
});
after(() => Promise.all([victim.close(), colleague.close()]));

const forged = () =>
  JSON.stringify({ txn: `forged-${Date.now()}`, cmd: 'message.send', args: { thread, body: 'Forged words.' } });

/** Nothing was said, the victim hears what it should and nothing else, and its connection holds. */
async function isUndisturbed(attempt) {
  let ends = 0;
  const count = () => {
    ends += 1;
  };
  victim.connection.on('close', count);
  const [answers, events] = [victim.receipts.length, victim.heard.length];
  await attempt();
  await colleague.ok('message.send', { thread, body: 'Real words.' });
  await victim.until(
    () => victim.heard.slice(events).some((event) => event.event === 'message.sent'),
    'the real message',
  );
  const { messages } = await victim.ok('thread.history', { thread, limit: 200 });
  victim.connection.off('close', count);
  assert.ok(messages.every(({ body }) => body !== 'Forged words.'));
  assert.equal(messages.filter(({ body }) => body === 'Real words.').length > 0, true);
  assert.equal(victim.receipts.length, answers + 1, 'only the answer to its own question');
  assert.ok(
    victim.heard.slice(events).every((event) => event.pos || event.event === 'typing' || event.event === 'presence'),
  );
  assert.equal(ends, 0, 'its connection holds');
}

for (const [name, topic] of [
  ['events', `${VICTIM}/evt`],
  ['commands', `${VICTIM}/cmd`],
  ['the list of the daemon', 'corridor/v1/roll'],
  ['the feed', 'corridor/v1/feed/referrals'],
]) {
  for (const protocolVersion of [4, 5]) {
    test(`a will for ${name} of others is never carried out (MQTT ${protocolVersion === 4 ? '3.1.1' : '5'})`, () =>
      isUndisturbed(async () => {
        for (const retain of [false, true]) {
          const will = { topic, payload: Buffer.from(forged()), qos: 1, retain };
          const dying = await connected(place, 'd-moore-1', { protocolVersion, will }).catch(() => null);
          if (!dying) continue; // refused with its will: as good
          const closed = once(dying, 'close');
          dying.stream.destroy();
          await closed;
        }
        const next = await overMqtt(place, 'd.moore'); // the server has dealt with what went before
        await next.close();
      }));
  }
}

test('an answer goes to the device that asked, whatever response topic it names', () =>
  isUndisturbed(async () => {
    const asker = await connected(place, 'd-moore-1', { protocolVersion: 5 });
    await trySubscribing(asker, `${OWN}/evt`);
    const answered = once(asker, 'message', { signal: AbortSignal.timeout(10000) });
    const hello = JSON.stringify({ txn: `response-${Date.now()}`, cmd: 'session.hello', args: {} });
    const properties = { responseTopic: `${VICTIM}/evt`, correlationData: Buffer.from('forged') };
    await tryPublishing(asker, `${OWN}/cmd`, hello, { properties });
    const [topic] = await answered;
    assert.equal(topic, `${OWN}/evt`);
    await asker.endAsync(true);
  }));

test('an alias for a topic of others carries nothing there', () =>
  isUndisturbed(async () => {
    for (const topic of [`${VICTIM}/cmd`, `${VICTIM}/evt`, 'corridor/v1/roll']) {
      const sly = await connected(place, 'd-moore-1', { protocolVersion: 5 });
      await tryPublishing(sly, topic, forged(), { properties: { topicAlias: 1 } });
      if (sly.connected) await tryPublishing(sly, '', forged(), { properties: { topicAlias: 1 } });
      await sly.endAsync(true);
    }
  }));

test('bytes that no topic may hold, and twins of topics, open nothing', () =>
  isUndisturbed(async () => {
    const odd = [
      `${VICTIM}/evt\0`,
      `corridor/v1/a-khan-1\0/evt`,
      `${VICTIM}/evt\uFFFE`,
      `${VICTIM}/evt\u0001`,
      `${VICTIM}/\u0435vt`, // a Cyrillic e
      `${VICTIM}/ev\u0074\u0301`,
      `${VICTIM}/ＥＶＴ`,
      `${VICTIM}/evt ` + ' '.repeat(60000),
    ].map((text) => Buffer.from(text));
    odd.push(Buffer.concat([Buffer.from('corridor/v1/a-khan-1'), Buffer.from([0xc0, 0xaf]), Buffer.from('evt')])); // overlong /
    odd.push(Buffer.concat([Buffer.from(`${VICTIM}/ev`), Buffer.from([0xc1, 0xb4])])); // overlong t
    odd.push(Buffer.concat([Buffer.from(`${VICTIM}/evt`), Buffer.from([0xed, 0xa0, 0x80])])); // half a surrogate
    odd.push(Buffer.alloc(0));
    for (const bytes of odd) {
      const spy = await spoken(place, 'd-moore-1');
      spy.socket.write(subscribePacket(bytes));
      spy.socket.write(publishPacket(Buffer.from(bytes.toString('latin1').replace('evt', 'cmd'), 'latin1'), forged()));
      const { message } = await colleague.ok('message.send', { thread, body: 'Not for spies.' });
      await victim.event('message.sent', { data: { message } });
      assert.ok(!spy.text().includes('Not for spies.'), JSON.stringify(bytes.toString()).slice(0, 80));
      spy.socket.destroy();
    }
  }));

test('a certificate for a name that is no device opens nothing, should it ever be signed', () =>
  isUndisturbed(async () => {
    for (const name of [
      '+',
      '#',
      'a-khan-1/evt',
      'a-khan-1/#',
      '../a-khan-1',
      'A-KHAN-1',
      'a-khan-1 ',
      'a\u2010khan-1',
    ]) {
      const spy = await connected(place, signedFor(place, name)).catch(() => null);
      if (!spy) continue;
      for (const filter of [`corridor/v1/${name}/evt`, `${VICTIM}/evt`, '#']) await trySubscribing(spy, filter);
      for (const topic of [`${VICTIM}/cmd`, `corridor/v1/${name.replace(/[+#]/g, 'x')}/cmd`]) {
        await tryPublishing(spy, topic, forged());
      }
      const { message } = await colleague.ok('message.send', { thread, body: 'Not for spies.' });
      await victim.event('message.sent', { data: { message } });
      assert.deepEqual(spy.received, [], name);
      await spy.endAsync(true);
    }
  }));

for (const options of [
  { clean: true },
  { clean: false },
  { clean: false, protocolVersion: 5, properties: { sessionExpiryInterval: 3600 } },
]) {
  test(`nobody takes over another connection by its client id (${JSON.stringify(options)})`, () =>
    isUndisturbed(async () => {
      const before = await victim.ok('session.hello');
      victim.receipts.pop();
      for (const clientId of ['a-khan-1', 'corridord', 'a-khan-1\0', 'A-KHAN-1']) {
        const intruder = await connected(place, 'd-moore-1', { ...options, clientId }).catch(() => null);
        if (!intruder) continue;
        await trySubscribing(intruder, `${VICTIM}/evt`);
        await tryPublishing(intruder, `${VICTIM}/cmd`, forged());
        const { message } = await colleague.ok('message.send', { thread, body: 'Not for spies.' });
        await victim.event('message.sent', { data: { message } });
        assert.deepEqual(
          intruder.received.filter((line) => !line.startsWith(`${OWN}/evt `)),
          [],
          clientId,
        );
        await intruder.endAsync(true);
      }
      assert.equal(before.person, 'a.khan');
    }));
}

test('what is meant for a device that is gone for a moment waits for it, whoever claims its client id meanwhile', async () => {
  const first = opened(new MqttClient(place, 'e-okafor-1'));
  await first.ok('session.hello');
  const { thread: asked } = await ask(victim, 'e.okafor');
  await first.event('case.asked', { thread: asked });
  await first.close();
  const intruders = [];
  for (const options of [{ clean: true }, { clean: false }]) {
    const intruder = await connected(place, 'd-moore-1', { ...options, clientId: 'e-okafor-1' });
    await trySubscribing(intruder, 'corridor/v1/e-okafor-1/evt');
    intruders.push(intruder);
  }
  const { message } = await victim.ok('message.send', { thread: asked, body: 'While you were gone.' });
  const { pos } = await victim.ok('session.hello');
  const again = opened(new MqttClient(place, 'e-okafor-1'));
  await again.event('message.sent', { data: { message } });
  assert.ok((await again.sync(pos - 1)).some((event) => event.data.message === message));
  for (const intruder of intruders) assert.ok(!intruder.received.some((line) => line.includes('While you were gone.')));
  await Promise.all([again.close(), ...intruders.map((intruder) => intruder.endAsync(true))]);
});
