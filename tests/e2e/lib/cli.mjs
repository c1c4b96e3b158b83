/* The command-line programs, run as a person runs them. */
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const state = mkdtempSync(path.join(os.tmpdir(), 'corridor-cli-'));

/** Runs `corridor` as somebody; resolves to { status, out, err }. */
export const corridor = (place, person, args, options) => run(process.env.CORRIDOR_CLI, place, person, args, options);

/** The same for `corridorctl`. */
export const corridorctl = (place, person, args, options) => run(process.env.CORRIDORCTL, place, person, args, options);

function run(program, place, person, args, { input = '', timeout = 30000 } = {}) {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      ['--as', person, ...args],
      {
        timeout,
        maxBuffer: 64 * 1024 * 1024,
        env: {
          ...process.env,
          CORRIDOR_DIR: place.dir,
          CORRIDOR_MQTT_PORT: String(place.mqttPort),
          XDG_STATE_HOME: state,
          TZ: 'Europe/London',
          LC_ALL: 'C.UTF-8',
        },
      },
      (error, out, err) => resolve({ status: error ? (error.code ?? 1) : 0, out, err }),
    );
    child.stdin.on('error', () => {}); // it may have ended without reading
    child.stdin.end(input);
  });
}
