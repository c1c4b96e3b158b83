/*
 * A working day, or as much of it as told: people talk, five hundred more look on, and one fault of chance follows another.
 * In legs of an hour at most, each on a record of its own, since whoever judges must remember everything that was heard: in
 * each the same daemon lives through all faults but the last, which kills it; then its record is judged. What a leak of memory
 * or files would look like is measured between the faults.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { Broker, poll } from './lib/broker.mjs';
import { Chance } from './lib/chance.mjs';
import { Crowd } from './lib/crowd.mjs';
import { built } from './lib/env.mjs';
import { breakDisk, disturb, isRed } from './lib/faults.mjs';
import { FaultyIo } from './lib/faulty_io.mjs';
import { closeAll } from './lib/open.mjs';
import { Load } from './lib/load.mjs';
import { Proxy } from './lib/proxy.mjs';

const LEG_MINUTES = 60;
const SETTLING_MS = 60000; // what is read for the first time after a start is no leak
/* Nor are the database's pages, of which the daemon keeps 32 MB at hand to write and 8 MB for each who reads: a record larger
 * than that is made first, of long messages. */
const FILLED_BYTES = 48 << 20;
const LONG_BYTES = 12000;
const SAMPLE_MS = 2000;
const REST_MS = 10000;
const PAUSES = { pauseMs: 1000, accessMs: 6000 };
const SLOW_READERS = ['k.byrne', 'c.lewis'];
const BOUNDS = { growth: 0.01, noise_kb: 2048, files: 4, wal_bytes: 64 << 20, p99_ms: 1000 };

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1440' },
    onlookers: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
  },
});
process.env.CORRIDORD ??= built('corridord');
const seed = Number(values.seed);
const chance = new Chance(seed);
const broken = [];

const pause = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
const judge = (isKept, what) => {
  if (!isKept) broken.push(what);
};
const quantile = (numbers, share) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
};

/** What the daemon holds at this moment. */
function look(broker) {
  const proc = `/proc/${broker.pid('corridord')}`;
  const wal = path.join(broker.dataDir, 'corridor.db-wal');
  return {
    at: Date.now(),
    rss_kb: Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`${proc}/status`, 'utf8'))[1]),
    files: readdirSync(`${proc}/fd`).length,
    wal_bytes: statSync(wal, { throwIfNoEntry: false })?.size ?? 0,
  };
}

/** The slope of least squares, in kB an hour. */
function growth(samples) {
  const mean = (of) => samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const at = mean((sample) => sample.at);
  const rss = mean((sample) => sample.rss_kb);
  const spread = mean((sample) => (sample.at - at) ** 2);
  return { rss_kb: rss, kb_an_hour: (mean((sample) => (sample.at - at) * (sample.rss_kb - rss)) / spread) * 3600000 };
}

class Leg {
  samples = [];
  took = [];
  faults = new Map(); // what -> how often

  constructor(broker, faultyIo, links, name) {
    Object.assign(this, { broker, faultyIo, links, name });
  }

  async run(minutes) {
    const { broker } = this;
    const { place } = broker;
    broker.start('corridord');
    await broker.untilReady();
    this.startedAt = Date.now();
    const reach = (person) => {
      const [https, mqtt] = SLOW_READERS.includes(person)
        ? [this.links.slowHttps, this.links.slowMqtt]
        : [this.links.https, this.links.mqtt];
      return { ...place, httpsPort: https.port, mqttPort: mqtt.port };
    };
    this.load = await Load.start(place, { name: this.name, seed: chance.below(1e6), ...PAUSES, reach });
    await this.#fill();
    const people = Object.keys(place.people).filter((person) => person !== 'g.patel'); // who is suspended every second
    this.crowd = await Crowd.gather(place, people, Number(values.onlookers), chance);
    await this.#untilAllAreThere();
    await pause(SETTLING_MS);
    while (Date.now() - this.startedAt < minutes * 60000) {
      await this.#rest();
      await this.#strike();
    }
    await broker.restart('corridord');
    await this.load.untilAnswered(1, { what: 'everybody after the daemon was killed' });
    await this.#untilAllAreThere();
    await this.crowd.close();
    console.log(`  ${this.report()}`);
    console.log(`  ${(await this.load.judge(broker)).trim().replaceAll('\n', '\n  ')}`);
  }

  async #fill() {
    this.load.padding = LONG_BYTES;
    const bytes = () => statSync(path.join(this.broker.dataDir, 'corridor.db')).size;
    await poll(() => bytes() >= FILLED_BYTES, 'the record being large enough', 600000);
    this.load.padding = 0;
    console.log(`${this.name}: the record has ${(bytes() / 1048576).toFixed(0)} MiB to begin with`);
  }

  #untilAllAreThere() {
    const before = this.crowd.answers;
    return poll(
      () => this.crowd.present === this.crowd.size && this.crowd.answers > before,
      'everybody who looks on being there',
    );
  }

  /** What is measured is measured here, while nothing is broken. */
  async #rest() {
    await pause(2500); // a command that was lost in the fault before is said again after two seconds
    this.load.took.length = 0;
    const until = Date.now() + REST_MS;
    while (Date.now() < until) {
      this.samples.push(look(this.broker));
      await pause(SAMPLE_MS);
    }
    for (const ms of this.load.took) this.took.push(ms);
  }

  async #strike() {
    const { broker, faultyIo, load, links } = this;
    const faults = {
      'Mosquitto killed': () => broker.restart('mosquitto'),
      'syncs and writes that fail': () => breakDisk(broker, load, faultyIo, { rounds: 2, chance }),
      'a full disk': async () => {
        faultyIo.fail('write', { isSticky: true, error: 'ENOSPC' });
        await poll(() => isRed(broker), 'readiness saying that the disk is full', 15000);
        await pause(chance.below(5000));
        faultyIo.mend();
      },
      'bad links': () => disturb(Object.values(links), load, { chance }),
      'readers that stop': async () => {
        const others = load.members.filter(({ person }) => !SLOW_READERS.includes(person));
        links.slowHttps.stall();
        links.slowMqtt.stall();
        await load.untilAnswered(10, { of: others, timeoutMs: 60000 });
        links.slowHttps.flow();
        links.slowMqtt.flow();
      },
    };
    const what = chance.of(Object.keys(faults));
    await faults[what]();
    await load.untilAnswered(1, { what: `everybody after ${what}` });
    await broker.untilReady(`readiness after ${what}`, 30000);
    this.faults.set(what, (this.faults.get(what) ?? 0) + 1);
    const { rss_kb } = this.samples.at(-1);
    const minutes = ((Date.now() - this.startedAt) / 60000).toFixed(1);
    console.log(`${this.name}, ${minutes} min: ${what}, mended; ${(rss_kb / 1024).toFixed(1)} MiB, ${load.receipts} receipts`);
  }

  /** In words what was measured, after judging it. */
  report() {
    const { samples, crowd, took } = this;
    const later = samples.slice(Math.floor(samples.length / 2));
    const { rss_kb, kb_an_hour } = growth(later);
    const hours = (later.at(-1).at - later[0].at) / 3600000;
    const wal = Math.max(...samples.map((sample) => sample.wal_bytes));
    const files = later.map((sample) => sample.files);
    const moreFiles = quantile(files.slice(-20), 0.5) - quantile(samples.slice(0, 20).map((sample) => sample.files), 0.5);
    judge(kb_an_hour * hours <= rss_kb * BOUNDS.growth * hours + BOUNDS.noise_kb, `${this.name}: memory grows`);
    judge(moreFiles <= BOUNDS.files, `${this.name}: ${moreFiles} more files are open at the end`);
    judge(wal <= BOUNDS.wal_bytes, `${this.name}: the write-ahead log grew to ${wal} bytes`);
    judge(quantile(took, 0.99) <= BOUNDS.p99_ms, `${this.name}: an answer takes ${quantile(took, 0.99)} ms (p99)`);
    judge(crowd.disorder.length === 0, `${this.name}: ${crowd.disorder.slice(0, 3).join('; ')}`);
    return [
      `faults: ${[...this.faults].map(([what, count]) => `${what} ${count}`).join(', ')}, the daemon killed 1`,
      `${crowd.size} looked on: ${crowd.heard} events heard, ${crowd.answers} of ${crowd.looks} looks answered`,
      `between the faults ${took.length} answers took ${quantile(took, 0.5)} ms (half), ${quantile(took, 0.99)} ms (p99)`,
      `memory ${(rss_kb / 1024).toFixed(1)} MiB in the second half, growing by ${kb_an_hour.toFixed(0)} kB an hour ` +
        `(${((kb_an_hour / rss_kb) * 100).toFixed(2)} %); ${moreFiles} more files open; ` +
        `write-ahead log at most ${(wal / 1048576).toFixed(1)} MiB`,
    ].join('\n  ');
  }
}

/** A leg on a copy of its own. */
async function runLeg(name, minutes) {
  const broker = await Broker.make();
  try {
    const faultyIo = new FaultyIo(broker.dir);
    broker.env = faultyIo.env;
    broker.configure('commands_per_minute', '60000');
    broker.start('mosquitto');
    const { httpsPort, mqttPort } = broker.place;
    const links = {
      https: await Proxy.to(httpsPort),
      mqtt: await Proxy.to(mqttPort),
      slowHttps: await Proxy.to(httpsPort),
      slowMqtt: await Proxy.to(mqttPort),
    };
    await new Leg(broker, faultyIo, links, name).run(minutes);
  } finally {
    await closeAll();
    await broker.stop();
  }
}

console.log(`seed ${seed}`);
for (let left = Number(values.minutes), number = 1; left > 0; left -= LEG_MINUTES, number += 1)
  await runLeg(`leg${number}`, Math.min(left, LEG_MINUTES));
if (broken.length > 0) throw new Error(broken.join('\n'));
