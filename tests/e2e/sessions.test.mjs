/* Signing in and out, and what a page from elsewhere cannot do. */
import assert from 'node:assert/strict';
import { once } from 'node:events';

import { place, test } from './lib/harness.mjs';
import { cookiesAfter, credentials, operations, request, signIn } from './lib/http.mjs';
import { openSocket, overWs } from './lib/ws_client.mjs';

/** How a socket that should not work ends: the HTTP status of its handshake, or its close code. */
async function ending(options) {
  const socket = openSocket(place, options);
  socket.on('error', () => {});
  return Promise.race([
    once(socket, 'unexpected-response').then(([, answer]) => {
      socket.terminate();
      return answer.statusCode;
    }),
    once(socket, 'close').then(([code]) => code),
  ]);
}

test('signing in gives a cookie that only this host, over TLS, and no script can use', async () => {
  const answer = await request(place, 'POST', '/auth/login', { body: credentials(place, 'i.novak') });
  assert.equal(answer.status, 200);
  assert.equal(answer.json.person, 'i.novak');
  assert.deepEqual(answer.json.roles, ['specialist']);
  const line = answer.headers['set-cookie'].find((cookie) => cookie.startsWith('__Host-corridor='));
  for (const wanted of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']) {
    assert.ok(line.toLowerCase().includes(wanted.toLowerCase()), `${wanted} in ${line.replace(/=[0-9a-f]{64}/, '=…')}`);
  }
  assert.equal(answer.headers['cache-control'], 'no-store');
  const me = await request(place, 'GET', '/auth/me', { cookie: cookiesAfter(answer) });
  assert.equal(me.status, 200);
  assert.equal(me.json.person, 'i.novak');
});

test('a wrong password, a wrong code and an unknown person get the same answer', async () => {
  const right = credentials(place, 'i.novak');
  const answers = [];
  for (const wrong of [{ password: 'not it' }, { totp: '000000' }, { person: 'nobody.here' }]) {
    const { status, json } = await request(place, 'POST', '/auth/login', { body: { ...right, ...wrong } });
    answers.push({ status, code: json.error.code, message: json.error.message });
  }
  assert.deepEqual(answers, [answers[0], answers[0], answers[0]]);
  assert.equal(answers[0].status, 401);
  assert.equal(answers[0].code, 'unauthenticated');
});

test('a sign-in that is malformed is refused before anything is looked up', async () => {
  const right = credentials(place, 'i.novak');
  const post = (options) => request(place, 'POST', '/auth/login', options);
  assert.equal((await post({ body: '{' })).status, 400);
  assert.equal((await post({ body: { ...right, extra: 1 } })).status, 400);
  assert.equal((await post({ body: JSON.stringify(right), headers: { 'content-type': 'text/plain' } })).status, 415);
  assert.equal((await post({ body: right, headers: { origin: 'https://evil.example' } })).status, 403);
  assert.equal((await post({ body: { ...right, password: 'x'.repeat(8000) } })).status, 413);
  assert.equal((await request(place, 'GET', '/auth/login')).status, 405);
  assert.equal((await request(place, 'GET', '/auth/me')).status, 401);
});

test('signing out ends the session everywhere at once', async () => {
  const session = await signIn(place, 'i.novak', { fresh: true });
  const client = await overWs(place, 'i.novak', { session });
  assert.equal((await client.ok('session.hello')).person, 'i.novak');
  const closed = client.untilClosed();
  const out = await request(place, 'POST', '/auth/logout', { cookie: session.cookie, body: {} });
  assert.ok([200, 204].includes(out.status));
  assert.equal(await closed, 4001);
  assert.equal((await request(place, 'GET', '/auth/me', { cookie: session.cookie })).status, 401);
  assert.ok([401, 4001].includes(await ending({ cookie: session.cookie })));
  await client.close();
});

test('a session of one sign-in says nothing about another', async () => {
  const [first, second] = [
    await signIn(place, 'i.novak', { fresh: true }),
    await signIn(place, 'i.novak', { fresh: true }),
  ];
  assert.notEqual(first.cookie, second.cookie);
  await request(place, 'POST', '/auth/logout', { cookie: first.cookie, body: {} });
  assert.equal((await request(place, 'GET', '/auth/me', { cookie: second.cookie })).status, 200);
});

test('a socket needs a session, the exact origin and the subprotocol', async () => {
  const { cookie } = await signIn(place, 'i.novak');
  const refused = [
    [{}, [401]],
    [{ cookie: `__Host-corridor=${'0'.repeat(64)}` }, [401, 4001]],
    [{ cookie, origin: undefined, ...{ origin: '' } }, [403]],
    [{ cookie, origin: 'null' }, [403]],
    [{ cookie, origin: 'https://evil.example' }, [403]],
    [{ cookie, origin: place.origin.replace('https', 'http') }, [403]],
    [{ cookie, origin: `${place.origin}.evil.example` }, [403]],
    [{ cookie, origin: place.origin.toUpperCase() }, [403]],
    [{ cookie, protocol: 'other' }, [400, 403, 404]],
    [{ cookie, protocol: [] }, [400, 403, 404]],
  ];
  for (const [options, expected] of refused) {
    const how = await ending(options);
    assert.ok(expected.includes(how), `${JSON.stringify({ ...options, cookie: undefined })} ended with ${how}`);
  }
});

test('every page comes with the headers that keep it closed', async () => {
  for (const path of ['/', '/app.mjs', '/style.css', '/nowhere']) {
    const { headers } = await request(place, 'GET', path);
    assert.match(headers['content-security-policy'], /default-src 'none'.*require-trusted-types-for 'script'/, path);
    assert.doesNotMatch(headers['content-security-policy'], /unsafe/, path);
    assert.equal(headers['x-content-type-options'], 'nosniff', path);
    assert.equal(headers['referrer-policy'], 'no-referrer', path);
    assert.match(headers['strict-transport-security'], /max-age=\d{8}/, path);
  }
});

test('only what belongs to the page is served', async () => {
  assert.match((await request(place, 'GET', '/')).headers['content-type'], /^text\/html/);
  assert.match((await request(place, 'GET', '/sw.js')).headers['content-type'], /javascript/);
  for (const path of [
    '/nowhere',
    '/../corridord.conf',
    '/%2e%2e/patient.key',
    '/..%2f..%2fetc/passwd',
    '/.git/config',
    '/sw.js/',
  ]) {
    assert.ok([400, 403, 404].includes((await request(place, 'GET', path)).status), path);
  }
});

test('health, readiness and metrics are told on the operations port', async () => {
  assert.equal((await operations(place, '/healthz')).status, 200);
  assert.equal((await operations(place, '/readyz')).status, 200);
  const metrics = await operations(place, '/metrics');
  assert.equal(metrics.status, 200);
  assert.match(metrics.text, /^# TYPE \w+ (counter|gauge|histogram|summary)$/m);
});
