// The loads, one function each: they measure, and add to the result what they found.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { begin, load, sleep } from './broker.mjs';
import { summary } from './table.mjs';

export const ACTIVE_GROUPS = 20;
const PEOPLE_PER_GROUP = 5;

const jsonLines = (text) => text.split('\n').filter(Boolean).map((line) => JSON.parse(line));

const NUMBERS = ['receipts_per_s', 'receipt_p50', 'receipt_p99', 'p50', 'p99', 'p999', 'refused', 'missing', 'twice', 'load_cpu'];

// How people are reached: browsers only; browsers of people who also have an enrolled device, to which each event is published
// too; those devices; and the same devices through a bare MQTT server.
const WAYS = {
  ws: { transport: 'ws', port: 'https', hasDevices: false },
  both: { transport: 'ws', port: 'https', hasDevices: true },
  mqtt: { transport: 'mqtt', port: 'mqtt', hasDevices: true },
  raw: { transport: 'raw', port: 'raw', hasDevices: true },
};

// One run of the load program: messages at a rate (0: as many as go), by one of the ways.
async function send(bench, store, way, rate, seconds, warmUp = 2) {
  const { transport, port, hasDevices } = WAYS[way];
  const [line] = jsonLines(await load('bench_load', ['--transport', transport, '--port', bench.ports[port], '--certs', bench.certs,
    '--people', bench.people(store, hasDevices), '--groups', ACTIVE_GROUPS, '--rate', rate, '--seconds', seconds, '--warm-up', warmUp]));
  const missing = line.missing_receipts + line.missing_deliveries;
  return {
    receipts_per_s: line.receipts_per_s, receipt_p50: line.receipt_ms.p50, receipt_p99: line.receipt_ms.p99,
    p50: line.delivered_ms.p50, p99: line.delivered_ms.p99, p999: line.delivered_ms.p999,
    refused: line.refused, missing, twice: line.twice, load_cpu: line.load_cpu,
  };
}

// (a) and (b): the ways take turns, so that what the machine does meanwhile hits them alike.
export async function sends(bench, store, { rates, runs, seconds, warmUp }) {
  const found = [];
  for (const rate of rates) {
    const of = Object.fromEntries(Object.keys(WAYS).map((way) => [way, []]));
    for (let run = 0; run < runs; run++) {
      for (const way of Object.keys(of)) of[way].push(await send(bench, store, way, rate, seconds, warmUp));
    }
    for (const way of Object.keys(of)) found.push({ way, rate, runs, ...summary(of[way], NUMBERS) });
  }
  return found;
}

export async function floors(bench, seconds) {
  return jsonLines(await load('bench_floors', [bench.folder, seconds]));
}

// (c) Signed-in WebSockets that say nothing: what each keeps in memory. Each count starts from a daemon of its own.
export async function idle(bench, store, counts) {
  const found = [];
  for (const sockets of counts) {
    const startMs = await bench.startDaemon(store);
    await sleep(500);
    const before = bench.memory();
    let isConnected = false;
    const done = begin('bench_load', ['--transport', 'ws', '--port', bench.ports.https, '--certs', bench.certs, '--people',
      store.people, '--groups', sockets / PEOPLE_PER_GROUP, '--idle', '--seconds', 4], () => (isConnected = true));
    while (!isConnected) await Promise.race([sleep(100), done]);
    await sleep(2000);
    const after = bench.memory();
    await done;
    await bench.stopDaemon();
    found.push({ sockets, start_ms: startMs, at_rest_kb: before, with_them_kb: after, each_kb: (after - before) / sockets });
  }
  return found;
}

// (c) Everybody but the active groups reconnects at once and asks for what was missed, while the active groups talk.
export async function storm(bench, store, { devices, missed, runs, seconds }) {
  const all = readFileSync(store.people, 'utf8').split('\n').filter(Boolean);
  const people = path.join(bench.folder, 'storm.csv');
  writeFileSync(people, all.slice(2 * ACTIVE_GROUPS * PEOPLE_PER_GROUP).join('\n') + '\n');
  const found = [];
  for (let run = 0; run < runs; run++) {
    await bench.startDaemon(store);
    const quiet = await send(bench, store, 'ws', 200, Math.min(seconds, 5));
    const meanwhile = send(bench, store, 'ws', 200, seconds);
    await sleep(3000);
    const [line] = jsonLines(await load('bench_storm', [bench.ports.https, `${bench.certs}/ca.crt`, people, devices, missed]));
    const busy = await meanwhile;
    await bench.stopDaemon();
    found.push({ ...line, quiet_p99: quiet.p99, sends_p99: busy.p99, sends_missing: busy.missing + quiet.missing });
  }
  const numbers = ['seconds', 'p50_s', 'refusals', 'wrong', 'quiet_p99', 'sends_p99', 'sends_missing', 'load_cpu'];
  return { devices, missed, runs, caught_up: Math.min(...found.map((one) => one.caught_up)), ...summary(found, numbers) };
}

// (d) and (e) on one store: start, sends, what people ask for, size, memory.
export async function grown(bench, store, { messages, runs, settles_s, seconds, times }) {
  const bytes = statSync(path.join(store.folder, 'corridor.db')).size;
  const starts = [], sent = [], asked = [];
  for (let run = 0; run < runs; run++) {
    starts.push({ ready_ms: await bench.startDaemon(store) });
    // What a start reads ahead takes longer the more there is: people come later.
    await sleep(settles_s * 1000);
    sent.push(await send(bench, store, 'both', 200, seconds));
    const answers = jsonLines(await load('bench_ask', [bench.ports.https, `${bench.certs}/ca.crt`, store.people, 25, times]));
    asked.push(answers);
    starts.at(-1).memory_kb = bench.memory();
    await bench.stopDaemon();
  }
  const questions = asked[0].map(({ what }, i) => ({ what, ...summary(asked.map((run) => run[i]), ['p50', 'p99']) }));
  return { messages, bytes_each: bytes / messages, fill_s: store.seconds, ...summary(starts, ['ready_ms', 'memory_kb']),
    sends: summary(sent, NUMBERS), questions };
}

export async function rebuild(store) {
  return jsonLines(await load('bench_rebuild', [path.join(store.folder, 'corridor.db')]))[0];
}
