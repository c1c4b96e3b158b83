/* Getting in for the first time, losing things, and getting out: invitations, recovery codes, lock-out, sessions, devices. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before } from 'node:test';

import { corridor, corridorctl } from './lib/cli.mjs';
import { root } from './lib/env.mjs';
import { place, test } from './lib/harness.mjs';
import { cookiesAfter, request, signIn } from './lib/http.mjs';
import { MqttClient, overMqtt } from './lib/mqtt_client.mjs';
import { opened } from './lib/open.mjs';
import { totp } from './lib/totp.mjs';
import { overWs } from './lib/ws_client.mjs';

const PASSPHRASE = 'tidal lamp quorum violet';
const run = Date.now().toString(36);
let count = 0;
let administrator;

before(async () => {
  administrator = await overMqtt(place, 'o.frost');
});
after(() => administrator.close());

const post = (path_, body, options = {}) => request(place, 'POST', path_, { body, ...options });

/** A new person of Riverside, with the code of their invitation. */
async function newcomer() {
  const person = `z.new-${run}-${++count}`;
  await administrator.ok('person.create', {
    person,
    display_name: `Dr Zoe Newcomer ${count}`,
    roles: ['int_clinician'],
    neighbourhood: 'riverside',
  });
  const { code } = await administrator.ok('person.invite', { person });
  return { person, code };
}

async function enrolled() {
  const { person, code } = await newcomer();
  const { json: invited } = await post('/auth/invitation', { person, code });
  const secret = invited.totp_secret;
  const answer = await post('/auth/enrol', { person, code, password: PASSPHRASE, totp: totp(secret) });
  assert.equal(answer.status, 200, answer.text);
  return { person, code, secret, cookie: cookiesAfter(answer), recovery: answer.json.recovery_codes, me: answer.json };
}

const login = (who, more = {}, options = {}) =>
  post('/auth/login', { person: who.person, password: PASSPHRASE, totp: totp(who.secret), ...more }, options);

test('a new person gets in with the code of an invitation, once', async () => {
  const { person, code } = await newcomer();
  const shown = await post('/auth/invitation', { person, code: code.toLowerCase().replaceAll('-', ' ') });
  assert.equal(shown.status, 200, shown.text);
  assert.match(shown.json.otpauth, new RegExp(`^otpauth://totp/Corridor:${person}\\?secret=[A-Z2-7]{32}&issuer=Corridor$`));
  const secret = shown.json.totp_secret;
  const weak = await post('/auth/enrol', { person, code, password: 'riverside1234', totp: totp(secret) });
  assert.equal(weak.status, 400);
  assert.equal(weak.json.error.field, 'password');
  const mistyped = await post('/auth/enrol', { person, code, password: PASSPHRASE, totp: '000000' });
  assert.equal(mistyped.status, 400);
  assert.equal(mistyped.json.error.field, 'totp');
  const answer = await post('/auth/enrol', { person, code, password: PASSPHRASE, totp: totp(secret) });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(new Set(answer.json.recovery_codes).size, 10);
  const client = await overWs(place, person, { session: { cookie: cookiesAfter(answer), device: answer.json.device } });
  assert.equal((await client.ok('session.hello')).person, person);
  assert.equal((await post('/auth/invitation', { person, code })).status, 401, 'used');
  assert.equal((await post('/auth/enrol', { person, code, password: PASSPHRASE, totp: totp(secret) })).status, 401);
  assert.equal((await login({ person, secret })).status, 200);
});

test('a password is the same from every keyboard', async () => {
  const { person, code } = await newcomer();
  const { json: invited } = await post('/auth/invitation', { person, code });
  const secret = invited.totp_secret;
  const chosen = 'tidal lamp quorum v\u00edolet caf\u00e9';
  const enrolment = await post('/auth/enrol', { person, code, password: chosen, totp: totp(secret) });
  assert.equal(enrolment.status, 200, enrolment.text);
  const cookie = cookiesAfter(enrolment);
  for (const [typed, status] of [
    [chosen.normalize('NFD'), 200],
    [chosen.replace(' ', '\u00a0'), 200],
    [chosen, 200],
    ['tidal lamp quorum violet cafe', 401],
  ])
    assert.equal((await login({ person, secret }, { password: typed }, { cookie })).status, status, JSON.stringify(typed));
});

test('a newer invitation voids the older one, and neither says whether a person exists', async () => {
  const { person, code } = await newcomer();
  await administrator.ok('person.invite', { person });
  const old = await post('/auth/invitation', { person, code });
  const nobody = await post('/auth/invitation', { person: 'nobody.here', code });
  assert.equal(old.status, 401);
  assert.deepEqual(nobody.json.error, old.json.error);
});

test('a recovery code is good once; new ones void the old', async () => {
  const who = await enrolled();
  const withCode = (code) => login(who, { totp: undefined, recovery_code: code });
  assert.equal((await withCode(who.recovery[0])).status, 200);
  assert.equal((await withCode(who.recovery[0])).status, 401);
  const renewed = await post(
    '/auth/recovery-codes',
    { password: PASSPHRASE, totp: totp(who.secret) },
    { cookie: who.cookie },
  );
  assert.equal(renewed.status, 200, renewed.text);
  assert.equal((await withCode(who.recovery[1])).status, 401);
  assert.equal((await withCode(renewed.json.recovery_codes[1])).status, 200);
});

test('a stranger who guesses is slowed; the person in their own browser is not, and is told', async () => {
  const who = await enrolled();
  let slowed;
  for (let i = 0; i < 6; i++) slowed = await login(who, { password: `guess ${i}` });
  assert.equal(slowed.status, 429);
  assert.ok(slowed.json.error.retry_after_ms > 0);
  assert.ok(Number(slowed.headers['retry-after']) > 0);
  assert.equal((await login(who)).status, 429, 'even with everything right: it is an unknown browser');
  const own = await login(who, {}, { cookie: who.cookie });
  assert.equal(own.status, 200, own.text);
  assert.ok(own.json.wrong_attempts >= 3, own.text);
  assert.match(own.json.wrong_since, /^20\d\d-/);
  assert.equal((await login(who, {}, { cookie: cookiesAfter(own, who.cookie) })).json.wrong_attempts, undefined);
});

test('a new password ends the other sessions, not this one, and their sockets close', async () => {
  const who = await enrolled();
  const elsewhere = await login(who, {}, { cookie: who.cookie.replace(/__Host-corridor-device=[^;]*/, '') });
  assert.equal(elsewhere.status, 200, elsewhere.text);
  const socket = await overWs(place, who.person, { session: { cookie: cookiesAfter(elsewhere) } });
  const closed = socket.untilClosed();
  const changed = await post(
    '/auth/password',
    { password: PASSPHRASE, new_password: 'walnut engine seldom harbour', totp: totp(who.secret) },
    { cookie: who.cookie },
  );
  assert.equal(changed.status, 200, changed.text);
  assert.equal(await closed, 4001);
  assert.equal((await request(place, 'GET', '/auth/me', { cookie: who.cookie })).status, 200);
  assert.equal((await login(who, {}, { cookie: who.cookie })).status, 401, 'the old password');
});

test('sessions are listed, and ended from a terminal within seconds', async () => {
  const session = await signIn(place, 'i.novak', { fresh: true });
  const socket = await overWs(place, 'i.novak', { session });
  const { sessions } = await socket.ok('session.list');
  const current = sessions.find((one) => one.current);
  assert.equal(current.device, session.device);
  const listed = await corridor(place, 'i.novak', ['sessions', 'list']);
  assert.equal(listed.status, 0, listed.err);
  assert.ok(listed.out.includes(current.session), listed.out);
  const closed = socket.untilClosed();
  const began = Date.now();
  const ended = await corridor(place, 'i.novak', ['sessions', 'end', current.session]);
  assert.equal(ended.status, 0, ended.err);
  assert.equal(await closed, 4001);
  assert.ok(Date.now() - began < 5000, `${Date.now() - began} ms`);
  assert.equal((await request(place, 'GET', '/auth/me', { cookie: session.cookie })).status, 401);
  const other = await overMqtt(place, 'a.khan');
  assert.equal((await other.refused('session.end', { session: current.session })).code, 'not_found');
});

test('a device with a certificate joins its person by a code, and can do nothing before', async () => {
  const who = await enrolled();
  const device = `new-phone-${run}`;
  execFileSync(path.join(root, 'certs/make-device'), [path.join(place.dir, 'certs'), device]);
  const bare = opened(new MqttClient(place, device));
  assert.equal((await bare.refused('session.hello')).code, 'unauthenticated');
  assert.equal((await bare.refused('device.claim', { code: '1-ABCD-ABCD-ABCD-ABCD' })).code, 'unauthenticated');
  const invited = await corridorctl(place, 'o.frost', ['invite', who.person, '--device-code', '--json']);
  assert.equal(invited.status, 0, invited.err);
  const { code } = JSON.parse(invited.out);
  const claimed = await corridor(place, 'o.frost', ['enrol', '-', '--device', device], { input: `${code}\n` });
  assert.equal(claimed.status, 0, claimed.err);
  assert.ok(claimed.out.includes(who.person), claimed.out);
  await bare.close();
  const joined = await overMqtt(place, who.person, { device });
  assert.equal((await joined.ok('session.hello')).person, who.person);
  assert.equal((await joined.refused('device.claim', { code })).code, 'conflict');
});

test('a suspended person is out of everything within five seconds, and in again when reinstated', async () => {
  const who = await enrolled();
  const device = `suspended-${run}`;
  execFileSync(path.join(root, 'certs/make-device'), [path.join(place.dir, 'certs'), device]);
  await administrator.ok('device.enrol', { device, person: who.person });
  const onPhone = await overMqtt(place, who.person, { device });
  const socket = await overWs(place, who.person, { session: { cookie: who.cookie } });
  const disconnected = new Promise((resolve) => onPhone.connection.once('close', resolve));
  const closed = socket.untilClosed();
  const began = Date.now();
  await administrator.ok('person.suspend', { person: who.person, reason: 'Left the practice' });
  assert.equal(await closed, 4001);
  await disconnected;
  assert.ok(Date.now() - began < 5000, `${Date.now() - began} ms`);
  assert.equal((await login(who, {}, { cookie: who.cookie })).status, 401);
  assert.equal((await request(place, 'GET', '/auth/me', { cookie: who.cookie })).status, 401);
  await onPhone.close();
  await administrator.ok('person.reinstate', { person: who.person });
  // Until the MQTT server has heard of it, a subscription may still be refused.
  const deadline = Date.now() + 20000;
  let asked;
  do asked = await corridor(place, who.person, ['whoami', '--device', device, '--timeout', '3']);
  while (asked.status !== 0 && Date.now() < deadline);
  assert.equal(asked.status, 0, asked.err);
  assert.equal((await login(who, {}, { cookie: who.cookie })).status, 200);
});

test('a revoked device is put out within five seconds, and its person stays', async () => {
  const who = await enrolled();
  const device = `lost-${run}`;
  execFileSync(path.join(root, 'certs/make-device'), [path.join(place.dir, 'certs'), device]);
  await administrator.ok('device.enrol', { device, person: who.person });
  const lost = await overMqtt(place, who.person, { device });
  const disconnected = new Promise((resolve) => lost.connection.once('close', resolve));
  const began = Date.now();
  await administrator.ok('device.revoke', { device, reason: 'Left on a train' });
  await disconnected;
  assert.ok(Date.now() - began < 5000, `${Date.now() - began} ms`);
  assert.equal((await request(place, 'GET', '/auth/me', { cookie: who.cookie })).status, 200);
});

test('other roles end the sessions of a person', async () => {
  const who = await enrolled();
  const socket = await overWs(place, who.person, { session: { cookie: who.cookie } });
  const closed = socket.untilClosed();
  await administrator.ok('person.set_roles', { person: who.person, roles: ['int_clinician', 'coordinator'] });
  assert.equal(await closed, 4001);
  assert.equal((await request(place, 'GET', '/auth/me', { cookie: who.cookie })).status, 401);
});
