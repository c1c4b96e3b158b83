/*
 * What the users of a load attempted, were told and heard, in the lines of tests/checker/history.h; and the judgement of
 * tests/checker over it and a copy of the record.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { built } from './env.mjs';

const digest = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);
export const wordsOf = (text) => (typeof text === 'string' ? digest(text) : '-');
const number = (id) => (id ? String(id).replace(/^[a-z]/, '') : '0');

const sorted = (value) =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(
        Object.keys(value)
          .sort()
          .map((key) => [key, sorted(value[key])]),
      )
    : value;

/** Of what an event says to everybody: all but the txn, which only its own device is told. */
const valueOf = ({ event, at, by, thread, data }) => digest(JSON.stringify(sorted({ event, at, by, thread, data })));

export class History {
  #lines = [];
  receipts = 0;
  attempts = 0;

  since(pos) {
    this.#lines.push(`since\t${pos}`);
  }

  /** The fresh looks begin now. */
  settled(pos) {
    this.#lines.push(`settled\t${pos}`);
  }

  attempt({ device, person, txn, command, words }) {
    this.attempts += 1;
    this.#lines.push(['attempt', device, person, txn, command, words].join('\t'));
  }

  /** Every receipt that came, also those that came twice. */
  receipt({ device, txn, command, receipt }) {
    this.receipts += 1;
    const seq = command === 'read.mark' ? 0 : (receipt.result.seq ?? 0);
    this.#lines.push(['receipt', device, txn, receipt.pos, seq, number(receipt.result.message)].join('\t'));
  }

  refusal({ device, txn }) {
    this.#lines.push(['refusal', device, txn].join('\t'));
  }

  /** asked: of a thread that was opened, where the log stood then. */
  heard(how, reader, person, event, asked) {
    const words = wordsOf(event.data.body ?? event.data.question ?? event.data.answer);
    this.#lines.push(
      [
        how,
        reader,
        person,
        event.pos,
        number(event.conversation),
        event.seq ?? 0,
        number(event.thread),
        event.event,
        valueOf(event),
        words,
        ...(how === 'read' ? [asked] : []),
      ].join('\t'),
    );
  }

  /** Judges a record that nobody has open; resolves to the verdicts, or throws with what is broken. */
  judge(dataDir) {
    const work = mkdtempSync(path.join(os.tmpdir(), 'corridor-judge-'));
    const record = path.join(work, 'corridor.db');
    for (const suffix of ['', '-wal']) {
      const from = path.join(dataDir, `corridor.db${suffix}`);
      if (existsSync(from)) copyFileSync(from, record + suffix);
    }
    writeFileSync(path.join(work, 'history'), `${this.#lines.join('\n')}\n`);
    try {
      const verdicts = execFileSync(built('check_history'), [record, path.join(work, 'history')], { encoding: 'utf8' });
      rmSync(work, { recursive: true });
      return verdicts;
    } catch (error) {
      throw new Error(`a promise was broken; what was judged is in ${work}\n${error.stdout ?? error}`);
    }
  }
}
