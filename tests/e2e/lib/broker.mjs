/*
 * A copy of Corridor of one's own, whose two processes can be killed and started again: made by `./dev run`, then run from
 * the configuration that left behind.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { buildDir, placeOf, root } from './env.mjs';
import { operations } from './http.mjs';

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => net.createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

const pause = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Asks again until test() is true; the only place that waits for something that cannot tell. */
export async function poll(test, what, timeoutMs = 60000) {
  const giveUp = Date.now() + timeoutMs;
  while (!(await test())) {
    if (Date.now() > giveUp) throw new Error(`${what} did not happen within ${timeoutMs} ms`);
    await pause(50);
  }
}

export class Broker {
  #running = {};
  /** More of the daemon's environment, from its next start on. */
  env = {};

  /** Makes the copy with ./dev run, which is stopped again once it is ready. */
  static async make() {
    const broker = new Broker();
    broker.dir = mkdtempSync(path.join(os.tmpdir(), 'corridor-e2e-'));
    const [httpsPort, mqttPort, opsPort] = await freePorts(3);
    const ports = { httpsPort, mqttPort, opsPort };
    const log = openSync(path.join(broker.dir, 'run.log'), 'a');
    const run = spawn(path.join(root, 'dev'), ['run'], {
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        CORRIDOR_DIR: path.join(broker.dir, 'var'),
        CORRIDOR_BUILD_DIR: buildDir,
        CORRIDOR_HTTPS_PORT: httpsPort,
        CORRIDOR_MQTT_PORT: mqttPort,
        CORRIDOR_OPS_PORT: opsPort,
      },
    });
    let exit = null;
    run.on('exit', (code) => {
      exit = code;
    });
    await poll(
      async () => {
        if (exit !== null) throw new Error(`./dev run ended with ${exit}; see ${broker.dir}/run.log`);
        return broker.#isReadyAt(opsPort);
      },
      './dev run getting ready',
      600000,
    );
    run.kill('SIGTERM');
    if (exit === null) await once(run, 'exit');
    broker.place = placeOf({ dir: path.join(broker.dir, 'var'), ...ports });
    return broker;
  }

  async #isReadyAt(opsPort) {
    return (await operations({ opsPort }, '/readyz').catch(() => null))?.status === 200;
  }

  isReady() {
    return this.#isReadyAt(this.place.opsPort);
  }

  start(name) {
    const file = (part) => path.join(this.place.dir, part);
    const log = openSync(file(`log/${name}.log`), 'a');
    const command = {
      mosquitto: ['mosquitto', ['-c', file('mosquitto.conf')]],
      corridord: [process.env.CORRIDORD, ['--config', file('corridord.conf')]],
    }[name];
    const own = name === 'corridord' ? this.env : {};
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, ...own };
    this.#running[name] = spawn(...command, { stdio: ['ignore', log, log], env, cwd: root });
  }

  get dataDir() {
    return path.join(this.place.dir, 'data');
  }

  hasEnded(name) {
    const child = this.#running[name];
    return child.exitCode !== null || child.signalCode !== null;
  }

  pid(name) {
    return this.#running[name].pid;
  }

  async startAll() {
    this.start('mosquitto');
    this.start('corridord');
    await this.untilReady();
  }

  /** Waits until the daemon is ready; fails at once when it has ended, and with its last words either way. */
  async untilReady(what = 'Corridor getting ready', timeoutMs = 60000) {
    try {
      await poll(
        async () => {
          if (this.hasEnded('corridord')) throw new Error(`${what}: the daemon has ended`);
          return this.isReady();
        },
        what,
        timeoutMs,
      );
    } catch (error) {
      const words = readFileSync(path.join(this.place.dir, 'log/corridord.log'), 'utf8').trimEnd().split('\n');
      throw new Error(`${error.message}; its log ends:\n${words.slice(-15).join('\n')}`, { cause: error });
    }
  }

  /** Changes a key of the daemon's configuration for its next start. */
  configure(key, value) {
    const file = path.join(this.place.dir, 'corridord.conf');
    const others = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith(`${key} `));
    writeFileSync(file, [...others, `${key} = ${value}`, ''].join('\n'));
  }

  /** Ends a process as a power cut would, and waits until it is gone. */
  async end(name, signal = 'SIGKILL') {
    const child = this.#running[name];
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    child.kill(signal);
    await once(child, 'exit');
    return child.exitCode;
  }

  /** Tells a process to read again what it reads at its start. */
  hangUp(name) {
    this.#running[name].kill('SIGHUP');
  }

  pid(name) {
    return this.#running[name].pid;
  }

  async restart(name, signal) {
    await this.end(name, signal);
    this.start(name);
  }

  /** Stops everything and removes the copy; resolves to the exit status of the daemon. */
  async stop() {
    const status = await this.end('corridord', 'SIGTERM');
    await this.end('mosquitto', 'SIGTERM');
    rmSync(this.dir, { recursive: true, force: true });
    return status;
  }
}
