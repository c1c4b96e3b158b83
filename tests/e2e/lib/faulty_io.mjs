/* Orders for shim/faulty_io.c: which calls of a daemon fail on its record, and how far off its clock is. */
import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';

import { built } from './env.mjs';

const CALLS = { none: 0n, sync: 1n, write: 2n };
const ERRORS = { EIO: 5n, ENOSPC: 28n };
const FIELDS = 6;

export class FaultyIo {
  constructor(dir) {
    this.file = path.join(dir, 'faulty_io');
    writeFileSync(this.file, Buffer.alloc(FIELDS * 8));
  }

  /** What the daemon's environment needs. */
  get env() {
    return { FAULTY_IO: this.file, LD_PRELOAD: built('faulty_io.so') };
  }

  #put(field, value) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    const file = openSync(this.file, 'r+');
    writeSync(file, bytes, 0, 8, field * 8);
    closeSync(file);
  }

  /** The at-th call from now fails, and all later ones when it is sticky. */
  fail(call, { at = 1, isSticky = false, error = 'EIO' } = {}) {
    this.#put(0, CALLS.none);
    this.#put(1, BigInt(at));
    this.#put(2, isSticky ? 1n : 0n);
    this.#put(3, ERRORS[error]);
    this.#put(0, CALLS[call]);
  }

  mend() {
    this.#put(0, CALLS.none);
  }

  moveClock(ms) {
    this.#put(4, BigInt(ms));
  }

  /** How many calls have failed so far. */
  get struck() {
    const bytes = Buffer.alloc(8);
    const file = openSync(this.file, 'r');
    readSync(file, bytes, 0, 8, 5 * 8);
    closeSync(file);
    return Number(bytes.readBigInt64LE());
  }
}
