/*
 * Thousands who connect and then take their time before they sign in, in four ways, while two people talk and others sign in:
 * all the slow are closed within their time, and nobody else waits for them.
 */
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { parseArgs } from 'node:util';

import { Broker } from './lib/broker.mjs';
import { ask } from './lib/cases.mjs';
import { built } from './lib/env.mjs';
import { signIn } from './lib/http.mjs';
import { overWs } from './lib/ws_client.mjs';

const CLOSED_WITHIN_MS = 15500;
const DRIP_MS = 1000;
const OPENED_AT_ONCE = 100;

const { values } = parseArgs({ options: { sockets: { type: 'string', default: '5000' } } });
process.env.CORRIDORD ??= built('corridord');

const first = {
  'never says hello': null,
  'says nothing after the handshake': '',
  'never ends its head': 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ',
  'never ends its body': 'POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n',
};
const kinds = Object.keys(first);

/** Opens one of a kind; resolves to how long it lived. */
async function linger(place, kind) {
  const plain = first[kind] === null;
  const socket = plain
    ? net.connect(place.httpsPort, '127.0.0.1')
    : tls.connect({ host: '127.0.0.1', port: place.httpsPort, rejectUnauthorized: false });
  socket.on('error', () => {}).resume();
  const closed = new Promise((resolve) => {
    socket.on('close', resolve);
  });
  await once(socket, plain ? 'connect' : 'secureConnect');
  const began = performance.now();
  if (first[kind]) socket.write(first[kind]);
  const drip = first[kind] ? setInterval(() => socket.write('a'), DRIP_MS) : null;
  const lived = closed.then(() => {
    clearInterval(drip);
    return performance.now() - began;
  });
  return { kind, lived };
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const told = (times) => {
  const sorted = [...times].sort((a, b) => a - b);
  return `${quantile(sorted, 0.5).toFixed(1)} ms (half), ${quantile(sorted, 0.99).toFixed(1)} ms (p99), of ${sorted.length}`;
};

/** Talks and signs in until told to stop; resolves to how long each took. */
async function talk(place, asker, thread, isOver) {
  const sends = [];
  const signIns = [];
  while (!isOver()) {
    const began = performance.now();
    await asker.ok('message.send', { thread, body: 'Still there?' });
    sends.push(performance.now() - began);
    if (sends.length % 100 === 1) {
      const asked = performance.now();
      await signIn(place, 'p.quinn', { fresh: true });
      signIns.push(performance.now() - asked);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
  return { sends, signIns };
}

const broker = await Broker.make();
try {
  broker.configure('commands_per_minute', '60000');
  await broker.startAll();
  const { place } = broker;
  const asker = await overWs(place, 'a.khan');
  const { thread } = await ask(asker, 'e.okafor');
  const alone = await talk(place, asker, thread, ((end) => () => Date.now() > end)(Date.now() + 5000));

  let isOver = false;
  const meanwhile = talk(place, asker, thread, () => isOver);
  const lingering = [];
  for (let i = 0; i < Number(values.sockets); i += OPENED_AT_ONCE) {
    const many = Array.from({ length: OPENED_AT_ONCE }, (_, at) => linger(place, kinds[(i + at) % kinds.length]));
    lingering.push(...(await Promise.all(many)));
  }
  const lives = await Promise.all(lingering.map(async ({ kind, lived }) => ({ kind, ms: await lived })));
  isOver = true;
  const beside = await meanwhile;

  for (const kind of kinds) {
    const times = lives.filter((life) => life.kind === kind).map(({ ms }) => ms);
    console.log(`${times.length} that ${kind}: closed after at most ${(Math.max(...times) / 1000).toFixed(1)} s`);
  }
  console.log(`a message sent alone: ${told(alone.sends)}`);
  console.log(`a message sent beside them: ${told(beside.sends)}`);
  console.log(`signing in beside them: ${told(beside.signIns)}`);
  await asker.close();
  const late = lives.filter(({ ms }) => ms > CLOSED_WITHIN_MS).length;
  if (late > 0) throw new Error(`${late} were still there after ${CLOSED_WITHIN_MS} ms`);
} finally {
  await broker.stop();
}
