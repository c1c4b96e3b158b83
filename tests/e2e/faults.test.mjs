/* What survives, with everybody talking: each fault in turn, and after it the nine promises of tests/checker. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';

import { Broker, poll } from './lib/broker.mjs';
import { Chance } from './lib/chance.mjs';
import { breakDisk, canMount, disturb, fillDisk, kill, moveToSmallDisk, useUpFiles } from './lib/faults.mjs';
import { FaultyIo } from './lib/faulty_io.mjs';
import { test } from './lib/harness.mjs';
import { Load } from './lib/load.mjs';
import { Proxy } from './lib/proxy.mjs';
import { overWs } from './lib/ws_client.mjs';

const SEED = 20261122;
let broker = null;
let faultyIo = null;

before(
  async () => {
    broker = await Broker.make();
    faultyIo = new FaultyIo(broker.dir);
    broker.env = faultyIo.env;
    broker.start('mosquitto');
  },
  { timeout: 900000 },
);
after(() => broker?.stop());

/** Runs a load and, while it runs, what does the damage; in the end it is judged, and the daemon is stopped in any event. */
async function judged(t, options, run) {
  broker.start('corridord');
  let load = null;
  try {
    await broker.untilReady();
    load = await Load.start(broker.place, { name: `f${Date.now()}`, seed: SEED, ...options });
    await run(load);
    t.diagnostic((await load.judge(broker)).trim().replaceAll('\n', '; '));
  } finally {
    await load?.abandon();
    await broker.end('corridord');
    faultyIo.mend();
    faultyIo.moveClock(0);
  }
}

/** A test with the load running. run(load, chance, t) does the damage. */
function underLoad(name, run, { options = () => ({}), seed = SEED } = {}) {
  test(
    name,
    async (t) => {
      await judged(t, { seed, ...(await options()) }, (load) => run(load, new Chance(seed), t));
    },
    { timeout: 240000 },
  );
}

underLoad('ten kills of the daemon and of Mosquitto', async (load, chance, t) => {
  await kill(broker, load, { rounds: 10, chance, say: (line) => t.diagnostic(line) });
});

underLoad('syncs and writes that fail, once and for a while', async (load, chance) => {
  await breakDisk(broker, load, faultyIo, { rounds: 6, chance });
});

test('a disk that is full, and has room again', async (t) => {
  if (!canMount(path.join(broker.dir, 'mount'))) {
    t.skip('this machine does not let us mount a small file system');
    return;
  }
  const moveBack = moveToSmallDisk(broker, 96);
  try {
    await judged(t, {}, async (load) => {
      await load.untilAnswered(3);
      const during = await fillDisk(broker, load);
      assert.equal(during, 0, 'nothing is receipted while it cannot be written');
    });
  } finally {
    moveBack();
  }
}, { timeout: 240000 });

const links = {};
underLoad(
  'links that are slow, deaf, dumb, cut and flapping',
  async (load, chance) => {
    await disturb(Object.values(links), load, { chance });
  },
  {
    options: async () => {
      links.https = await Proxy.to(broker.place.httpsPort);
      links.mqtt = await Proxy.to(broker.place.mqttPort);
      return { reach: () => ({ ...broker.place, httpsPort: links.https.port, mqttPort: links.mqtt.port }) };
    },
  },
);

test('the link to Mosquitto going deaf is noticed, and mended by itself', async (t) => {
  const link = await Proxy.to(broker.place.mqttPort);
  broker.configure('mqtt_port', link.port);
  try {
    await judged(t, {}, async (load) => {
      link.set({ toClient: false });
      const startedAt = Date.now();
      await poll(async () => !(await broker.isReady()), 'the deaf link being noticed', 60000);
      t.diagnostic(`noticed after ${Date.now() - startedAt} ms`);
      link.set({});
      await load.untilAnswered(2, { timeoutMs: 60000 });
    });
  } finally {
    broker.configure('mqtt_port', broker.place.mqttPort);
    await link.close();
  }
}, { timeout: 240000 });

underLoad(
  'two readers that stop reading delay nobody, and catch up',
  async (load, chance, t) => {
    const slow = ['k.byrne', 'c.lewis'];
    const others = load.members.filter(({ person }) => !slow.includes(person));
    await load.untilAnswered(5, { of: others });
    for (const member of others) member.slowestMs = 0;
    links.slowHttps.stall();
    links.slowMqtt.stall();
    await load.untilAnswered(60, { of: others, timeoutMs: 60000 });
    const slowest = Math.max(...others.map(({ slowestMs }) => slowestMs));
    t.diagnostic(`the slowest answer to the others took ${slowest} ms`);
    assert.ok(slowest < 5000, `${slowest} ms`);
    links.slowHttps.flow();
    links.slowMqtt.flow();
    await load.untilAnswered(1);
  },
  {
    options: async () => {
      links.slowHttps = await Proxy.to(broker.place.httpsPort);
      links.slowMqtt = await Proxy.to(broker.place.mqttPort);
      const slow = { ...broker.place, httpsPort: links.slowHttps.port, mqttPort: links.slowMqtt.port };
      return {
        padding: 12000,
        reach: (person) => (['k.byrne', 'c.lewis'].includes(person) ? slow : broker.place),
      };
    },
  },
);

underLoad('no more files that may be opened', async (load, chance, t) => {
  const close = await useUpFiles(broker, 60);
  try {
    const ms = await load.untilAnswered(3, { what: 'those who are connected being answered all the same' });
    t.diagnostic(`everybody answered three times within ${ms} ms`);
  } finally {
    close();
  }
  const late = await overWs(broker.place, 'g.patel');
  await late.ok('session.hello', {});
  await late.close();
});

underLoad('a clock that is set back an hour and a year signs nobody out', async (load) => {
  for (const hours of [-1, -8766, 0]) {
    faultyIo.moveClock(hours * 3600000);
    await load.untilAnswered(3, { what: `everybody with the clock off by ${hours} h` });
  }
});

underLoad(
  'a clock that is set forward an hour and a year stops nobody who has a certificate',
  async (load) => {
    for (const hours of [1, 8766, 0]) {
      faultyIo.moveClock(hours * 3600000);
      await load.untilAnswered(3, { what: `everybody with the clock off by ${hours} h` });
    }
  },
  { options: () => ({ over: 'mqtt' }) },
);

/** Starts the daemon and resolves to what it complained of, or null when it got ready. */
async function startAndListen() {
  const log = path.join(broker.place.dir, 'log/corridord.log');
  const before = existsSync(log) ? readFileSync(log, 'utf8').length : 0;
  broker.start('corridord');
  let isUp = false;
  await poll(async () => {
    isUp = await broker.isReady();
    return isUp || broker.hasEnded('corridord');
  }, 'the daemon starting or refusing to');
  return isUp ? null : readFileSync(log, 'utf8').slice(before);
}

/** Where the newest frame of a write-ahead log ends: behind it may stand frames of an earlier round, with other salts. */
function endOf(wal) {
  const frameBytes = 24 + wal.readUInt32BE(8);
  const salts = wal.subarray(16, 24);
  let end = 32;
  while (end + frameBytes <= wal.length && wal.subarray(end + 8, end + 16).equals(salts)) end += frameBytes;
  return end;
}

underLoad('a damaged end of the write-ahead log is told, and never taken for the end of the record', async (load, chance, t) => {
  await load.untilAnswered(10);
  await broker.end('corridord');
  const wal = path.join(broker.dataDir, 'corridor.db-wal');
  const kept = `${wal}.kept`;
  copyFileSync(wal, kept);
  const whole = readFileSync(wal);
  const end = endOf(whole);
  // The last commit may have been one of upkeep, which nobody was told of: half of it holds something of the load.
  const half = Math.floor(end / 2);
  const damages = {
    'cut off': () => truncateSync(wal, half),
    'one bit turned over': () => {
      const bytes = Buffer.from(whole);
      bytes[half] ^= 4;
      writeFileSync(wal, bytes);
    },
    'gone': () => rmSync(wal),
  };
  for (const [what, damage] of Object.entries(damages)) {
    damage();
    const complaint = await startAndListen();
    assert.match(complaint ?? 'nothing', /the log ends at \d+, but \d+ was committed/i, what);
    t.diagnostic(`${what}: ${complaint.trim().split('\n').at(-1)}`);
    copyFileSync(kept, wal);
  }
  // What was never committed may stand behind the end: a power cut in the middle of a commit leaves that.
  writeFileSync(wal, Buffer.concat([whole.subarray(0, end), Buffer.alloc(4000, 7)]));
  rmSync(path.join(broker.dataDir, 'corridor.db-shm'), { force: true });
  rmSync(kept);
  assert.equal(await startAndListen(), null);
  await load.untilAnswered(1);
});
