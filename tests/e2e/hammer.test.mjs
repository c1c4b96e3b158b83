/* One client that hammers must not stop the others. */
import assert from 'node:assert/strict';
import tls from 'node:tls';

import { place, test } from './lib/harness.mjs';

const WRONG = JSON.stringify({ person: 'no.body', password: 'x', totp: '000000' });

const requestBytes = (body) =>
  `POST /auth/login HTTP/1.1\r\nHost: localhost:${place.httpsPort}\r\nContent-Type: application/json\r\n` +
  `Content-Length: ${body.length}\r\n\r\n${body}`;

/** Opens a connection and writes each text in turn, the next after an answer or a close. Resolves to the answers' number. */
async function hammer(texts) {
  const socket = tls.connect({ host: '127.0.0.1', port: place.httpsPort, servername: 'localhost', ca: place.ca });
  let answers = 0;
  let next = () => {};
  socket.on('data', (data) => {
    answers += data.toString('latin1').split('HTTP/1.1 ').length - 1;
    next();
  });
  socket.on('error', () => next());
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  for (const text of texts) {
    const heard = new Promise((resolve) => {
      next = resolve;
    });
    if (socket.destroyed || socket.writableEnded) break;
    socket.write(text);
    await Promise.race([heard, closed]);
  }
  socket.destroy();
  return answers;
}

const isHealthy = async () => (await fetch(`http://127.0.0.1:${place.opsPort}/healthz`, { signal: AbortSignal.timeout(5000) })).ok;

test('hundreds of wrong sign-ins, one after the other on reused connections, stop nobody', async () => {
  for (let round = 0; round < 60; round++) {
    const answers = await hammer(Array.from({ length: 6 }, () => requestBytes(WRONG)));
    assert.ok(answers >= 1, 'the first is answered');
  }
  assert.ok(await isHealthy());
});

test('sign-ins sent at once in one record stop nobody', async () => {
  for (let round = 0; round < 40; round++) {
    const answers = await hammer([requestBytes(WRONG).repeat(5)]);
    assert.ok(answers >= 1, 'the first is answered');
  }
  assert.ok(await isHealthy());
});

test('a request that nobody reads the answer of stops nobody', async () => {
  const sockets = await Promise.all(
    Array.from({ length: 30 }, async () => {
      const socket = tls.connect({ host: '127.0.0.1', port: place.httpsPort, servername: 'localhost', ca: place.ca });
      socket.on('error', () => {});
      await new Promise((resolve) => socket.once('secureConnect', resolve));
      socket.pause();
      for (let i = 0; i < 20; i++) socket.write(requestBytes(WRONG));
      return socket;
    }),
  );
  assert.ok(await isHealthy());
  for (const socket of sockets) socket.destroy();
  assert.ok(await isHealthy());
});
