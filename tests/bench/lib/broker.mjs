// Corridor and two MQTT servers, with made-up people: one server for Corridor, one bare.
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../../..');
const build = process.env.BUILD_DIR;

// A core each, or what one measures is how the other gets in its way.
const isPinned = cpus().length > 1;
const pinned = (core, program, args) => (isPinned ? ['taskset', ['-c', String(core), program, ...args]] : [program, args]);

export function program(name) {
  const found = execFileSync('find', [build, '-name', name, '-type', 'f', '-perm', '-u+x', '-print', '-quit']);
  if (!found.length) throw new Error(`${build} holds no ${name}; build it first`);
  return found.toString().trim();
}

// Runs a program of the load on its core and gives what it prints.
export function load(name, args) {
  const [file, all] = pinned(1, program(name), args.map(String));
  return new Promise((resolve, reject) => {
    const child = spawn(file, all, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (bytes) => (text += bytes));
    child.on('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`${name} ended with ${code}`))));
  });
}

// The same for one that goes on while others run; lines tells of each line it prints.
export function begin(name, args, lines) {
  const [file, all] = pinned(1, program(name), args.map(String));
  const child = spawn(file, all, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.on('data', (bytes) => bytes.toString().split('\n').filter(Boolean).forEach(lines));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${name} ended with ${code}`))));
  });
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// PSS, in kB: what this process really keeps in memory.
export const memoryOf = (pid) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]);

export class Bench {
  #children = new Set();

  static async make() {
    const bench = new Bench();
    bench.folder = mkdtempSync(path.join(tmpdir(), 'corridor-bench-'));
    bench.certs = path.join(bench.folder, 'certs');
    bench.ports = { https: await freePort(), ops: await freePort(), mqtt: await freePort(), raw: await freePort() };
    return bench;
  }

  // Makes a store, or finds the one that was kept. missed: [messages, groups that miss them].
  seed(name, { groups, messages = 0, missed = [0, 0], keep = false }) {
    const folder = path.join(keep && process.env.STORES_DIR ? process.env.STORES_DIR : this.folder, name);
    const store = { folder, key: path.join(folder, 'patient.key'), people: path.join(folder, 'people.csv'), seconds: 0 };
    if (existsSync(store.people) && readFileSync(store.people).length > 0) return store;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(store.key, randomBytes(32).toString('hex') + '\n', { mode: 0o600 });
    const began = Date.now();
    const lines = execFileSync(program('bench_seed'),
      [path.join(folder, 'corridor.db'), store.key, groups, messages, ...missed].map(String),
      { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
    writeFileSync(store.people, lines);
    store.seconds = (Date.now() - began) / 1000;
    return store;
  }

  // Those of the store's people whose group has enrolled devices, or has not: bench_seed enrols for every second group.
  people(store, hasDevices) {
    const file = path.join(this.folder, hasDevices ? 'with-devices.csv' : 'browsers-only.csv');
    const lines = readFileSync(store.people, 'utf8').split('\n').filter(Boolean);
    writeFileSync(file, lines.filter((line) => (/^g\d*[02468]-/.test(line)) === hasDevices).join('\n') + '\n');
    return file;
  }

  makeCertificates(store, count) {
    const devices = readFileSync(this.people(store, true), 'utf8').split('\n').slice(0, count).map((line) => line.split(',')[1]);
    execFileSync(path.join(root, 'certs/make-all'), [this.certs, ...devices], { stdio: 'ignore' });
    chmodSync(this.folder, 0o755);
    chmodSync(this.certs, 0o755);
  }

  #start(name, args) {
    const [file, all] = pinned(0, name, args);
    const log = openSync(path.join(this.folder, 'servers.log'), 'a');
    const child = spawn(file, all, { stdio: ['ignore', log, log] });
    closeSync(log);
    this.#children.add(child);
    child.on('close', () => this.#children.delete(child));
    return child;
  }

  startMqtt() {
    const make = path.join(root, 'broker/mqtt/mosquitto/make-config');
    const config = execFileSync(make, [this.certs, String(this.ports.mqtt), program('corridor_guard.so')]).toString();
    // the bus alone: the same TLS, no access rules, so that everybody may use bench/#
    const bare = config.replaceAll(String(this.ports.mqtt), String(this.ports.raw)).split('\n')
      .filter((line) => !/acl_file|^plugin|guard/.test(line)).join('\n');
    for (const [name, text] of [['mosquitto', config], ['raw', bare]]) {
      writeFileSync(path.join(this.folder, `${name}.conf`), text);
      this.#start('mosquitto', ['-c', path.join(this.folder, `${name}.conf`)]);
    }
  }

  // Starts the daemon on a store; tells how long it took to be ready.
  async startDaemon(store) {
    const { https, ops, mqtt } = this.ports;
    const settings = {
      data_dir: store.folder, https_listen: `127.0.0.1:${https}`, https_cert: `${this.certs}/server.crt`,
      https_key: `${this.certs}/server.key`, origin: `https://localhost:${https}`, ops_listen: `127.0.0.1:${ops}`,
      mqtt_host: '127.0.0.1', mqtt_port: mqtt, mqtt_ca: `${this.certs}/ca.crt`,
      mqtt_cert: `${this.certs}/corridord.crt`, mqtt_key: `${this.certs}/corridord.key`,
      patient_key_file: store.key, commands_per_minute: 1000000,
      log_level: 'warning',
    };
    const file = path.join(this.folder, 'corridord.conf');
    writeFileSync(file, Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`).join(''));
    const began = performance.now();
    this.daemon = this.#start(program('corridord'), ['--config', file]);
    while (true) {
      if (this.daemon.exitCode !== null) throw new Error('corridord ended; see what it says with this configuration');
      const answer = await fetch(`http://127.0.0.1:${ops}/readyz`).catch(() => null);
      if (answer?.ok) return performance.now() - began;
      await sleep(2);
    }
  }

  memory() {
    return memoryOf(this.daemon.pid);
  }

  async stopDaemon() {
    const child = this.daemon;
    child.kill('SIGTERM');
    while (this.#children.has(child)) await sleep(20);
  }

  // The end of what the servers said, for whoever wonders why a run failed.
  lastWords() {
    const log = path.join(this.folder, 'servers.log');
    return existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-20).join('\n') : '';
  }

  async close() {
    for (const child of this.#children) child.kill('SIGTERM');
    while (this.#children.size) await sleep(20);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
