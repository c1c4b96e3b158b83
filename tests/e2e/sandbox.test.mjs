/* The sandbox of the systemd unit lets the daemon do its work: what it asks of the kernel in a day is what the unit allows. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';

import { Broker } from './lib/broker.mjs';
import { answer, ask } from './lib/cases.mjs';
import { root } from './lib/env.mjs';
import { test } from './lib/harness.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';
import { overWs } from './lib/ws_client.mjs';

const unit = readFileSync(path.join(root, 'broker/app/systemd/corridord.service'), 'utf8');
// Refused with EPERM and done without: LimitNOFILE= and LimitCORE= of the unit have done it.
const DISPENSABLE = ['prlimit64', 'setrlimit'];
// Of the sanitizers of a test build, which a production build does not have.
const OF_SANITIZERS = ['sched_getaffinity', 'personality', 'ptrace'];
// Root gives what it makes to the folder's owner; the unit runs as corridor.
const OF_ROOT = process.getuid() === 0 ? ['fchown'] : [];

let broker = null;

/** A group of system calls, with the groups inside it. */
function expand(group, found = new Set()) {
  const lines = execFileSync('systemd-analyze', ['--no-pager', 'syscall-filter', group], { encoding: 'utf8' }).split('\n');
  for (const name of lines.slice(1).map((line) => line.trim()).filter((line) => line && !line.startsWith('#')))
    if (name.startsWith('@')) expand(name, found);
    else found.add(name);
  return found;
}

/** What the lines SystemCallFilter= of the unit add up to. */
function allowed() {
  const calls = new Set();
  for (const [, isLess, groups] of unit.matchAll(/^SystemCallFilter=(~?)(.*)$/gm))
    for (const name of groups.split(' ').flatMap((name) => (name.startsWith('@') ? [...expand(name)] : [name])))
      if (isLess) calls.delete(name);
      else calls.add(name);
  return calls;
}

before(
  async () => {
    broker = await Broker.make();
    // The traced process keeps its number (-D), so that it is started and stopped as ever.
    const wrapper = path.join(broker.dir, 'traced');
    const trace = path.join(broker.dir, 'trace');
    writeFileSync(
      wrapper,
      `#!/bin/sh\nASAN_OPTIONS=detect_leaks=0 exec strace -D -f -qq -o ${trace} ${process.env.CORRIDORD} "$@"\n`,
    );
    chmodSync(wrapper, 0o755);
    process.env.CORRIDORD = wrapper;
    await broker.startAll();
  },
  { timeout: 900000 },
);
after(() => broker?.stop());

test(
  'every call of a working day, from start to stop, is one that the unit allows',
  async () => {
    const [team, specialist] = [await overMqtt(broker.place, 'a.khan'), await overWs(broker.place, 'e.okafor')];
    const { thread } = await ask(team, 'e.okafor');
    await answer(specialist, thread);
    await team.ok('search', { text: 'palpitations' });
    broker.hangUp('corridord');
    await broker.restart('mosquitto');
    await broker.untilReady();
    await team.ok('thread.history', { thread });
    await Promise.all([team.close(), specialist.close()]);
    assert.equal(await broker.end('corridord', 'SIGTERM'), 0);
    const text = readFileSync(path.join(broker.dir, 'trace'), 'utf8');
    const made = new Set([...text.matchAll(/^\d+ +([a-z_0-9]+)\(/gm)].map(([, name]) => name));
    assert.ok(made.has('fdatasync') && made.has('epoll_wait') && made.size > 40, `${made.size} kinds of calls were seen`);
    const may = allowed();
    assert.ok(may.has('read') && !may.has('mount') && !may.has('chown'), 'the filter was understood');
    const others = new Set([...DISPENSABLE, ...OF_SANITIZERS, ...OF_ROOT]);
    const extra = [...made].filter((name) => !may.has(name) && !others.has(name));
    assert.deepEqual(extra, [], 'calls that the unit refuses');
    const families = new Set([...text.matchAll(/socket\((AF_[A-Z0-9]+)/g)].map(([, family]) => family));
    const mayUse = new Set(unit.match(/^RestrictAddressFamilies=(.*)$/m)[1].split(' '));
    assert.deepEqual([...families].filter((family) => !mayUse.has(family)), [], 'address families that the unit refuses');
    assert.doesNotMatch(text, /mmap\([^)]*PROT_WRITE\|PROT_EXEC/, 'memory that is written and run');
  },
  { timeout: 120000 },
);
