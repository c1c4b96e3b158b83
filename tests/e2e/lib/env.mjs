/* Where the Corridor under test lives: what `run` (or ./dev run) says by environment, and the files it keeps. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const fromRoot = (file) => path.resolve(root, file);

/** Describes a running copy; the defaults are those of ./dev run. */
export function placeOf({ dir, httpsPort, mqttPort, opsPort }) {
  const people = Object.fromEntries(
    readFileSync(path.join(dir, 'demo-people.csv'), 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(',').map((cell) => cell.replace(/^"|"$/g, '')))
      .map(([person, password, totpSecret, roles, name]) => [
        person,
        { person, password, totpSecret, roles: roles.split(/[; ]/), name },
      ]),
  );
  const deviceOf = (person) => `${person.replaceAll('.', '-')}-1`;
  return {
    dir,
    httpsPort,
    mqttPort,
    opsPort,
    people,
    deviceOf,
    origin: `https://localhost:${httpsPort}`,
    ca: readFileSync(path.join(dir, 'certs/ca.crt')),
    serverCertificate: path.join(dir, 'certs/server.crt'),
    certificate: (device) => ({
      cert: readFileSync(path.join(dir, `certs/devices/${device}.crt`)),
      key: readFileSync(path.join(dir, `certs/devices/${device}.key`)),
    }),
  };
}

const { env } = process;
export const buildDir = fromRoot(env.BUILD_DIR ?? 'build/release');

/** Where the build put a program or module. */
export function built(name) {
  const found = execFileSync('find', [buildDir, '-name', name, '-type', 'f', '-perm', '-u+x', '-print', '-quit'], {
    encoding: 'utf8',
  }).trim();
  if (!found) throw new Error(`${buildDir} holds no ${name}; build it first`);
  return found;
}

export const shots = env.CORRIDOR_SHOTS ?? null;

/** The copy that is running. */
export const place = () =>
  placeOf({
    dir: fromRoot(env.CORRIDOR_DIR ?? 'var'),
    httpsPort: Number(env.CORRIDOR_HTTPS_PORT ?? 8443),
    mqttPort: Number(env.CORRIDOR_MQTT_PORT ?? 8883),
    opsPort: Number(env.CORRIDOR_OPS_PORT ?? 8444),
  });
