/* MQTT without good manners: connections that try what no client of ours does. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import mqtt from 'mqtt';
import mqttPacket from 'mqtt-packet';

import { opened } from './open.mjs';

const identity = (place, device) => ({
  ca: place.ca,
  ...(typeof device === 'string' ? place.certificate(device) : device),
});

/** A bare connection with a device's certificate (or a { cert, key }) that notes what it receives. Rejects when refused. */
export async function connected(place, device, options = {}) {
  const client = mqtt.connect({
    protocol: 'mqtts',
    host: 'localhost',
    port: place.mqttPort,
    family: 4,
    ...identity(place, device),
    clientId: typeof device === 'string' ? device : 'x',
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    connectTimeout: 10000,
    ...options,
  });
  opened({ close: () => client.endAsync(true) });
  client.received = [];
  client.on('message', (topic, payload) => client.received.push(`${topic} ${payload}`));
  client.on('error', () => {});
  const refused = once(client, 'close').then(() => {
    throw new Error('the connection was refused');
  });
  await Promise.race([once(client, 'connect'), refused]);
  refused.catch(() => {});
  return client;
}

/** Subscribes; resolves whether or not it is granted, or the connection ended for asking. */
export function trySubscribing(client, filter) {
  return new Promise((resolve) => {
    client.once('close', resolve);
    client.subscribe(filter, { qos: 1 }, resolve);
  });
}

export function tryPublishing(client, topic, payload, options = {}) {
  return new Promise((resolve) => {
    client.once('close', resolve);
    client.publish(topic, payload, { qos: 1, ...options }, resolve);
  });
}

/** A connection that says bytes: resolves to { socket, text(), closed } once the server has taken its CONNECT. */
export async function spoken(place, device, connect = {}) {
  const socket = tls.connect({
    host: 'localhost',
    port: place.mqttPort,
    servername: 'localhost',
    ...identity(place, device),
  });
  opened({ close: () => socket.destroy() });
  const chunks = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => {});
  await once(socket, 'secureConnect', { signal: AbortSignal.timeout(10000) });
  const connack = once(socket, 'data', { signal: AbortSignal.timeout(10000) });
  socket.write(
    mqttPacket.generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId: '',
      keepalive: 60,
      ...connect,
    }),
  );
  await connack;
  return { socket, text: () => Buffer.concat(chunks).toString('latin1') };
}

const sized = (bytes) => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
const packet = (first, body) => {
  const length = [];
  for (let rest = body.length; ; rest >>= 7) {
    length.push((rest & 127) | (rest > 127 ? 128 : 0));
    if (rest < 128) return Buffer.concat([Buffer.from([first, ...length]), body]);
  }
};

/** A SUBSCRIBE to a filter of any bytes, as no library would write it. */
export const subscribePacket = (filter) =>
  packet(0x82, Buffer.concat([Buffer.from([0, 1]), sized(filter), Buffer.from([1])]));

/** A PUBLISH at QoS 1 to a topic of any bytes. */
export const publishPacket = (topic, payload) =>
  packet(0x32, Buffer.concat([sized(topic), Buffer.from([0, 2]), Buffer.from(payload)]));

/** A certificate of the authority for any common name, which no script of ours would sign. */
export function signedFor(place, name) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'corridor-odd-'));
  const at = (file) => path.join(folder, file);
  const authority = (file) => path.join(place.dir, 'certs', file);
  try {
    writeFileSync(at('extensions'), 'extendedKeyUsage = clientAuth\n');
    const openssl = (...args) => execFileSync('openssl', args, { stdio: 'pipe' });
    openssl(
      'req',
      '-new',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-noenc',
      '-utf8',
      '-keyout',
      at('key'),
      '-out',
      at('csr'),
      '-subj',
      `/CN=${name.replaceAll('\\', '\\\\').replaceAll('/', '\\/').replaceAll('+', '\\+')}`,
    );
    openssl(
      'x509',
      '-req',
      '-in',
      at('csr'),
      '-CA',
      authority('ca.crt'),
      '-CAkey',
      authority('ca.key'),
      '-days',
      '1',
      '-extfile',
      at('extensions'),
      '-out',
      at('crt'),
    );
    return { cert: readFileSync(at('crt')), key: readFileSync(at('key')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
