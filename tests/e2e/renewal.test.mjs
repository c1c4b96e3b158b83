/* Certificates renewed and taken away while people are connected: nobody else notices. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';
import tls from 'node:tls';

import { Broker, poll } from './lib/broker.mjs';
import { root } from './lib/env.mjs';
import { test } from './lib/harness.mjs';
import { operations } from './lib/http.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';
import { overWs } from './lib/ws_client.mjs';

let broker = null;
const certificates = () => path.join(broker.place.dir, 'certs');
const file = (name) => path.join(certificates(), name);
const make = (script, ...args) =>
  execFileSync(path.join(root, 'certs', script), [certificates(), ...args], { stdio: 'pipe' });
const serialOf = (name) =>
  execFileSync('openssl', ['x509', '-in', file(name), '-noout', '-serial'], { encoding: 'utf8' }).trim();
const metric = async (name) =>
  Number((await operations(broker.place, '/metrics')).text.match(new RegExp(`^corridor_${name} (.*)$`, 'm'))[1]);

/** The serial number of the certificate that a new connection is shown. */
function shown(port, options = {}) {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: 'localhost', port, ca: broker.place.ca, ...options }, () => {
      resolve(`serial=${socket.getPeerX509Certificate().serialNumber}`);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}
const shownByServer = () => shown(broker.place.mqttPort, broker.place.certificate('b-osei-1'));

before(
  async () => {
    broker = await Broker.make();
    await broker.startAll();
  },
  { timeout: 900000 },
);
after(() => broker?.stop());

test('the certificate of both listeners is renewed while a browser and a device stay connected', async () => {
  const old = serialOf('server.crt');
  const browser = await overWs(broker.place, 'e.okafor');
  const device = await overMqtt(broker.place, 'a.khan');
  let losses = 0;
  device.connection.on('close', () => {
    losses += 1;
  });
  assert.equal(await shown(broker.place.httpsPort), old);
  make('make-server', '--renew');
  const renewed = serialOf('server.crt');
  assert.notEqual(renewed, old);
  assert.equal(await shown(broker.place.httpsPort), old, 'not before it is told to');
  broker.hangUp('corridord');
  broker.hangUp('mosquitto');
  await poll(async () => (await shown(broker.place.httpsPort)) === renewed, 'the new certificate for browsers', 10000);
  await poll(async () => (await shownByServer()) === renewed, 'the new certificate for devices', 10000);
  assert.equal((await browser.ok('session.hello')).person, 'e.okafor');
  assert.equal((await device.ok('session.hello')).person, 'a.khan');
  assert.equal(losses, 0, 'the device stayed connected');
  assert.equal(browser.closedWith, null, 'the browser stayed connected');
  await Promise.all([browser.close(), device.close()]);
});

test('a key of another kind is taken too', async () => {
  const config = file('rsa.cnf');
  writeFileSync(config, 'subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:false\n');
  const openssl = (...args) => execFileSync('openssl', args, { stdio: 'pipe', cwd: certificates() });
  cpSync(file('server.crt'), file('kept.crt'));
  cpSync(file('server.key'), file('kept.key'));
  openssl('req', '-new', '-newkey', 'rsa:2048', '-noenc', '-keyout', 'rsa.key', '-out', 'rsa.csr', '-subj', '/CN=RSA');
  const authority = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-days', '9', '-extfile', 'rsa.cnf'];
  openssl('x509', '-req', '-in', 'rsa.csr', ...authority, '-out', 'rsa.crt');
  cpSync(file('rsa.key'), file('server.key'));
  cpSync(file('rsa.crt'), file('server.crt'));
  broker.hangUp('corridord');
  await poll(async () => (await shown(broker.place.httpsPort)) === serialOf('rsa.crt'), 'the RSA certificate', 10000);
  const days = ((await metric('certificate_expires_seconds\\{use="https"\\}')) - Date.now() / 1000) / 86400;
  assert.ok(days > 8 && days < 9.1, `${days} days`);
  cpSync(file('kept.crt'), file('server.crt'));
  cpSync(file('kept.key'), file('server.key'));
  broker.hangUp('corridord');
  await poll(async () => (await shown(broker.place.httpsPort)) === serialOf('kept.crt'), 'the old kind again', 10000);
});

test('a renewal that went wrong is told and leaves the old certificate in place', async () => {
  const good = serialOf('server.crt');
  writeFileSync(file('server.key'), readFileSync(file('corridord.key')));
  broker.hangUp('corridord');
  const log = path.join(broker.place.dir, 'log/corridord.log');
  const complaint = /corridord.not_reloaded what=https_cert why=".*does not hold the key/;
  await poll(() => complaint.test(readFileSync(log, 'utf8')), 'a word', 10000);
  assert.equal(await shown(broker.place.httpsPort), good);
  cpSync(file('kept.key'), file('server.key'));
});

test('the daemon shows the MQTT server its new certificate, and is back by itself', async () => {
  const connections = await metric('mqtt_connections_total');
  broker.hangUp('corridord');
  const device = await overMqtt(broker.place, 'a.khan');
  await device.ok('session.hello');
  assert.equal(await metric('mqtt_connections_total'), connections, 'nothing was new, so nothing was done');
  make('make-daemon', '--renew');
  broker.hangUp('corridord');
  broker.hangUp('mosquitto');
  await poll(async () => (await metric('mqtt_connections_total')) > connections, 'a new connection', 20000);
  await broker.untilReady('Corridor getting ready', 20000);
  assert.equal((await device.ok('session.hello')).person, 'a.khan');
  await device.close();
});

test(
  'a revoked device is out within a minute and does not come back, and nobody else notices',
  async () => {
    const revoked = await overMqtt(broker.place, 'g.patel');
    const other = await overMqtt(broker.place, 'h.silva');
    let ends = 0;
    let losses = 0;
    revoked.connection.on('close', () => {
      ends += 1;
    });
    other.connection.on('close', () => {
      losses += 1;
    });
    make('revoke', 'g-patel-1');
    const revokedAt = Date.now();
    broker.hangUp('mosquitto');
    await poll(() => ends > 0, 'the session ending', 60000);
    assert.ok(Date.now() - revokedAt < 60000);
    await assert.rejects(greeted('g-patel-1'));
    assert.equal((await other.ok('session.hello')).person, 'h.silva');
    assert.equal(losses, 0);
    await Promise.all([revoked.close(), other.close()]);
  },
  { timeout: 120000 },
);

test('and is out even when nobody tells the MQTT server', async () => {
  const revoked = await overMqtt(broker.place, 'i.novak');
  let ends = 0;
  revoked.connection.on('close', () => {
    ends += 1;
  });
  make('revoke', 'i-novak-1');
  await poll(() => ends > 0, 'the session ending', 30000);
  // It may connect again, for the MQTT server has not read the list, but nothing it says arrives.
  revoked.raw(JSON.stringify({ txn: 'after-the-end', cmd: 'session.hello', args: {} }));
  await poll(() => ends > 2, 'it being turned away each time it comes', 30000);
  assert.equal(revoked.receipts.filter((receipt) => receipt.txn === 'after-the-end').length, 0);
  await revoked.close();
});

/** Whether the MQTT server greets a device: TLS 1.3 tells a client of a refused certificate only when it reads. */
function greeted(device) {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      host: 'localhost',
      port: broker.place.mqttPort,
      ca: broker.place.ca,
      ...broker.place.certificate(device),
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('hung up')));
    socket.on('data', resolve);
    // CONNECT, MQTT 3.1.1, clean, keepalive 20 s, client id "x"
    socket.on('secureConnect', () => socket.write(Buffer.from('100d00044d51545404020014000178', 'hex')));
  });
}
