// What is measured, in which order, and how it is told.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import path from 'node:path';
import { Bench, root } from './lib/broker.mjs';
import { ACTIVE_GROUPS, floors, grown, idle, rebuild, sends, storm } from './lib/loads.mjs';
import { table } from './lib/table.mjs';

const RUNS = Number(process.env.RUNS ?? 3);
const PLANS = {
  short: {
    floors: 1, sends: { rates: [200, 1000, 5000, 0], runs: 1, seconds: 2, warmUp: 1 }, idle: [1000],
    storm: { devices: 1000, missed: 20, runs: 1, seconds: 4 }, growth: [4, 5],
    grown: { runs: 1, settles_s: 0, seconds: 2, times: 100 }, rebuild: null, reports: 0,
  },
  full: {
    floors: 5, sends: { rates: [50, 200, 1000, 5000, 0], runs: RUNS, seconds: 10, warmUp: 2 }, idle: [1000, 5000, 10000],
    storm: { devices: 6000, missed: 20, runs: RUNS, seconds: 15 }, growth: [4, 6, 7],
    grown: { runs: RUNS, settles_s: 30, seconds: 10, times: 2000 }, rebuild: 6, reports: 1000000,
  },
};
const LOADS = ['floors', 'sends', 'idle', 'storm', 'growth', 'reports'];
const GROWTH_MISSED = [1000, 5];
// So that people have pages to turn in the small store too.
const growthGroups = (messages) => Math.min(Math.max(messages / 500, 2 * ACTIVE_GROUPS), 200);


function readArguments(words) {
  const wanted = { name: words.includes('--short') ? 'short' : 'full', keep: words.includes('--keep'), loads: [] };
  wanted.plan = PLANS[wanted.name];
  words.forEach((word, i) => {
    if (LOADS.some((load) => word === `--${load}`)) wanted.loads.push(word.slice(2));
    else if (i > 0 && words[i - 1] === '--growth' && /^\d(,\d)*$/.test(word)) wanted.plan.growth = word.split(',').map(Number);
    else if (!['--short', '--keep'].includes(word)) throw new Error(`${word} is not understood; see tests/bench/run`);
  });
  if (!wanted.loads.length) wanted.loads = LOADS;
  return wanted;
}

function versions() {
  const packages = ['mosquitto', 'libmosquitto1', 'libwebsockets17', 'libsqlite3-0', 'libssl3', 'libuv1', 'libjansson4'];
  const listed = execFileSync('dpkg-query', ['-W', '-f', '${Package} ${Version}\\n', ...packages], { stdio: ['ignore', 'pipe', 'ignore'] });
  return Object.fromEntries(listed.toString().trim().split('\n').map((line) => line.split(' ')));
}

function machine() {
  const commit = execFileSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD']).toString().trim();
  return { at: new Date().toISOString(), commit, cores: cpus().length, processor: cpus()[0].model, memory_gb: Math.round(totalmem() / 2 ** 30),
    kernel: release(), versions: versions() };
}

let told = '';
function tell(text) {
  told += `${text}\n`;
  console.log(text);
}

const rateName = (rate) => (rate ? String(rate) : 'most');

function tellSends(found) {
  tell(table('Send to receipt, and to the last of 5 participants, in ms; raw is the MQTT server alone, which promises nothing',
    ['way', 'rate/s', 'receipts/s', 'rec.p50', 'rec.p99', 'del.p50', 'del.p99', 'del.p999', 'refused', 'missing', 'twice', 'load cpu'],
    found.map((row) => [row.way, rateName(row.rate), row.receipts_per_s, row.receipt_p50, row.receipt_p99, row.p50, row.p99,
      row.p999, row.refused, row.missing, row.twice, row.load_cpu])));
  const of = (way, rate) => found.find((row) => row.way === way && row.rate === rate);
  const rates = [...new Set(found.map((row) => row.rate))];
  const ratio = (way, rate, name) => of(way, rate)[name].median / of('raw', rate)[name].median;
  tell(table('The same as a multiple of raw', ['rate/s', 'ws p50', 'ws p99', 'mqtt p50', 'mqtt p99', 'ws receipts', 'both receipts', 'mqtt receipts'],
    rates.map((rate) => [rateName(rate), ratio('ws', rate, 'p50'), ratio('ws', rate, 'p99'), ratio('mqtt', rate, 'p50'),
      ratio('mqtt', rate, 'p99'), ratio('ws', rate, 'receipts_per_s'), ratio('both', rate, 'receipts_per_s'), ratio('mqtt', rate, 'receipts_per_s')])));
}

function tellFloors(found) {
  tell(table('What the disk and SQLite give by themselves, in ms', ['what', 'group', 'per second', 'p50', 'p99', 'p999'],
    found.map((row) => [row.what, row.group, row.per_s, row.p50, row.p99, row.p999])));
}

function tellGrowth(found) {
  const names = found.map(({ messages }) => `10^${Math.round(Math.log10(messages))}`);
  const row = (what, give) => [what, ...found.map(give)];
  const questions = found[0].questions.map(({ what }, i) => [row(`${what}, p50 ms`, (one) => one.questions[i].p50),
    row(`${what}, p99 ms`, (one) => one.questions[i].p99)]);
  tell(table('Growth: messages stored', ['', ...names], [
    row('ready after a cold start, ms', (one) => one.ready_ms), row('memory at the end, kB', (one) => one.memory_kb),
    row('bytes on disk for each', (one) => one.bytes_each), row('send at 200/s, p50 ms', (one) => one.sends.p50),
    row('send at 200/s, p99 ms', (one) => one.sends.p99), row('missing', (one) => one.sends.missing), ...questions.flat(),
  ]));
}

const { name, plan, loads, keep } = readArguments(process.argv.slice(2));
const result = { plan: name, machine: machine() };
const bench = await Bench.make();
const stop = () => bench.close().then(() => process.exit(130));
process.on('SIGINT', stop).on('SIGTERM', stop);
const { machine: on } = result;
tell(`${on.cores} cores, ${on.processor}, ${on.memory_gb} GB, Linux ${on.kernel}; commit ${on.commit}; ` +
  Object.entries(on.versions).map((pair) => pair.join(' ')).join(', '));
tell(`${name}: ${plan.sends.runs} run(s) of ${plan.sends.seconds} s; medians, with the least and the most in brackets`);
try {
  const others = Math.max(plan.storm.devices / 5, 200);
  const groups = 2 * ACTIVE_GROUPS + others;
  const town = bench.seed('town', { groups, missed: [plan.storm.missed, groups] });
  bench.makeCertificates(town, ACTIVE_GROUPS * 5);
  bench.startMqtt();
  if (loads.includes('floors')) tellFloors((result.floors = await floors(bench, plan.floors)));
  if (loads.includes('sends')) {
    result.ready_ms = await bench.startDaemon(town);
    tellSends((result.sends = await sends(bench, town, plan.sends)));
    await bench.stopDaemon();
  }
  if (loads.includes('idle')) {
    result.idle = await idle(bench, town, plan.idle);
    tell(table('Signed-in WebSockets that say nothing', ['sockets', 'each, kB', 'at rest, kB', 'with them, kB'],
      result.idle.map((row) => [row.sockets, row.each_kb, row.at_rest_kb, row.with_them_kb])));
  }
  if (loads.includes('storm')) {
    const it = (result.storm = await storm(bench, town, plan.storm));
    tell(table(`Everybody reconnects and asks for the ${it.missed} events they missed, while 200 messages a second go on`,
      ['devices', 'caught up', 'seconds', 'half after', 'refusals', 'wrong', 'sends p99 before', 'sends p99 then', 'missing', 'load cpu'],
      [[it.devices, it.caught_up, it.seconds, it.p50_s, it.refusals, it.wrong, it.quiet_p99, it.sends_p99, it.sends_missing, it.load_cpu]]));
  }
  if (loads.includes('growth')) {
    result.growth = [];
    for (const power of plan.growth) {
      const messages = 10 ** power;
      const [missed, groups] = GROWTH_MISSED;
      const store = bench.seed(`10^${power}`,
        { groups: growthGroups(messages), messages: messages - missed * groups, missed: GROWTH_MISSED, keep: true });
      result.growth.push(await grown(bench, store, { messages, ...plan.grown }));
      if (power === plan.rebuild) result.rebuild = { messages, ...await rebuild(store) };
    }
    tellGrowth(result.growth);
    if (result.rebuild) tell(`All tables made again from ${result.rebuild.events} events: ${result.rebuild.seconds} s, ${result.rebuild.events_per_s} events/s`);
  }
  if (loads.includes('reports') && plan.reports) {
    const words = execFileSync(path.join(root, 'tests/bench/run-reports'), [String(plan.reports)]).toString();
    result.reports = words.split('\n');
    tell(`\nReports over ${plan.reports} cases\n${words}`);
  }
} catch (error) {
  console.error(`${error.message}\nThe servers said last:\n${bench.lastWords()}`);
  process.exitCode = 1;
} finally {
  await bench.close();
}
if (process.exitCode) process.exit();
const folder = keep ? path.join(root, 'tests/bench/results') : path.join(process.env.BUILD_DIR, 'bench');
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(result, null, '\t') + '\n');
writeFileSync(path.join(folder, `${name}.txt`), told);
console.log(`Written to ${path.relative(process.cwd(), folder)}/${name}.json and .txt`);
