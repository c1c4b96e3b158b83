/* Everything that can go wrong around a running Corridor, one function each: they break it while a load runs, and mend it. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';

import { poll } from './broker.mjs';
import { operations } from './http.mjs';

const pause = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

export const isRed = async (broker) => (await operations(broker.place, '/readyz').catch(() => null))?.status === 503;

/** Kills one process after the other at moments of chance; each must be back, unaided, before the next goes. */
export async function kill(broker, load, { rounds, chance, say = () => {} }) {
  const recoveries = [];
  for (let round = 1; round <= rounds; round += 1) {
    const victim = round % 2 ? 'corridord' : 'mosquitto';
    await pause(chance.below(300));
    await broker.restart(victim);
    const ms = await load.untilAnswered(1 + chance.below(3), { what: `everybody after ${victim} was killed` });
    recoveries.push(ms);
    say(`round ${round}: ${victim} killed, everybody answered again after ${ms} ms, ${load.receipts} receipts`);
  }
  return recoveries.sort((a, b) => a - b);
}

/** The n-th sync or write fails, for several n, once; then all of them do for a while. */
export async function breakDisk(broker, load, faultyIo, { rounds, chance }) {
  for (let round = 0; round < rounds; round += 1) {
    const call = chance.of(['sync', 'write']);
    const error = chance.of(['EIO', 'EIO', 'ENOSPC']);
    const before = faultyIo.struck;
    faultyIo.fail(call, { at: 1 + chance.below(20), error });
    await poll(() => faultyIo.struck > before, `${call} failing`);
    faultyIo.mend();
    await load.untilAnswered(1, { what: `everybody after a ${call} failed` });
  }
  faultyIo.fail('sync', { isSticky: true });
  await poll(() => isRed(broker), 'readiness saying that the record cannot be written', 5000);
  faultyIo.mend();
  await load.untilAnswered(2, { what: 'everybody after the disk was mended' });
  await broker.untilReady('readiness by itself', 5000);
}

/** Whether this machine lets us mount a small file system. */
export function canMount(dir) {
  try {
    mkdirSync(dir, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir], { stdio: 'ignore' });
    execFileSync('umount', [dir]);
    return true;
  } catch {
    return false;
  }
}

/** Moves the record of a stopped broker to a file system of so many MiB; resolves to how it is moved back. */
export function moveToSmallDisk(broker, mebibytes) {
  const kept = `${broker.dataDir}.kept`;
  cpSync(broker.dataDir, kept, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=700`, 'tmpfs', broker.dataDir]);
  cpSync(kept, broker.dataDir, { recursive: true });
  rmSync(kept, { recursive: true });
  return () => {
    cpSync(broker.dataDir, kept, { recursive: true });
    execFileSync('umount', [broker.dataDir]);
    cpSync(kept, broker.dataDir, { recursive: true });
    rmSync(kept, { recursive: true });
  };
}

/** Fills what is left of the disk, until sends are refused; reading must go on. Then gives the space back. */
export async function fillDisk(broker, load) {
  const ballast = path.join(broker.dataDir, 'ballast');
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k'], { stdio: 'ignore' });
  } catch {
    // It ends when there is no more room.
  }
  await poll(() => isRed(broker), 'readiness saying that the disk is full', 15000);
  const [reader] = load.members;
  await reader.client.ok('thread.list', {});
  const before = load.receipts;
  await pause(1500);
  const during = load.receipts - before;
  rmSync(ballast);
  await load.untilAnswered(2, { what: 'everybody after there was room again' });
  return during;
}

/** Each way in which a network is bad, for a while. */
export async function disturb(proxies, load, { chance, holdMs = 700 }) {
  const modes = [
    (proxy) => proxy.set({ delayMs: 150 }),
    (proxy) => proxy.set({ toClient: false }),
    (proxy) => proxy.set({ toServer: false }),
    (proxy) => proxy.set({ toClient: false, toServer: false }),
    (proxy) => proxy.set({ accepts: false }),
    (proxy) => proxy.cut(),
    (proxy) => proxy.reset(),
  ];
  for (const mode of modes) {
    for (const proxy of proxies) {
      mode(proxy);
      await pause(chance.below(holdMs));
      proxy.set({});
      // What was swallowed cannot be made good: such a connection is dead and must be noticed, here by its end.
      proxy.reset();
    }
    await load.untilAnswered(1, { what: `everybody after ${mode}` });
  }
  for (let i = 0; i < 15; i += 1) {
    chance.of(proxies).reset();
    await pause(100);
  }
  await load.untilAnswered(2, { what: 'everybody after the links flapped' });
}

/** Opens connections that say nothing, until the daemon may have no more files open; resolves to how they are closed. */
export async function useUpFiles(broker, count) {
  const limit = execFileSync('sh', ['-c', `ls /proc/${broker.pid('corridord')}/fd | wc -l`], { encoding: 'utf8' });
  execFileSync('prlimit', [`--nofile=${Number(limit) + 6}:`, `--pid=${broker.pid('corridord')}`]);
  const sockets = Array.from({ length: count }, () => {
    const socket = net.connect(broker.place.httpsPort, '127.0.0.1');
    socket.on('error', () => {});
    return socket;
  });
  await pause(500);
  return () => {
    for (const socket of sockets) socket.destroy();
    execFileSync('prlimit', ['--nofile=4096:', `--pid=${broker.pid('corridord')}`]);
  };
}

