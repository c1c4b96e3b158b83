/*
 * One side of a conversation, whatever carries it: commands with their txn, resent until answered, and everything heard.
 * A transport calls receive(text) and online(), and gives transmit(text), which may lose what it is given.
 */
import { randomUUID } from 'node:crypto';

const RETRIED = new Set(['rate_limited', 'busy', 'store_unavailable']);
const RESEND_MS = 2000;

export class Client {
  #transmit;
  #waiting = new Map();
  #watchers = new Set();
  #timer;
  heard = []; // events and hints in the order they came
  receipts = []; // receipts and refusals in the order they came
  isResending = true;

  constructor(name, transmit) {
    this.name = name;
    this.#transmit = transmit;
    this.#timer = setInterval(() => this.#resendOld(), RESEND_MS / 4).unref();
  }

  receive(text) {
    const frame = JSON.parse(text);
    if (!('ok' in frame)) {
      this.heard.push(frame);
    } else {
      this.receipts.push(frame);
      this.#settle(frame);
    }
    for (const check of [...this.#watchers]) check();
  }

  /** The transport is up again: everything unanswered goes out once more. */
  online() {
    for (const txn of this.#waiting.keys()) this.#send(txn);
  }

  stopResending() {
    clearInterval(this.#timer);
  }

  /** Sends a command and resolves to its receipt or final refusal, however often it must be sent. */
  command(cmd, args = {}, { txn = `e2e-${randomUUID()}` } = {}) {
    return new Promise((resolve) => {
      this.#waiting.set(txn, { text: JSON.stringify({ txn, cmd, args }), resolve, sentAt: 0, sends: 0 });
      this.#send(txn);
    });
  }

  /** The result of a command that must succeed. */
  async ok(cmd, args, options) {
    const receipt = await this.command(cmd, args, options);
    if (!receipt.ok) throw new Error(`${this.name}: ${cmd} was refused: ${JSON.stringify(receipt.error)}`);
    return receipt.result;
  }

  /** The error of a command that must be refused. */
  async refused(cmd, args, options) {
    const receipt = await this.command(cmd, args, options);
    if (receipt.ok) throw new Error(`${this.name}: ${cmd} should have been refused: ${JSON.stringify(receipt.result)}`);
    return receipt.error;
  }

  /** Sends bytes as they are; the answers, if any, are in receipts. */
  raw(text) {
    this.#transmit(text);
  }

  /** Waits until find() gives something true; it is asked again whenever anything is heard. */
  until(find, what, timeoutMs = 10000) {
    return new Promise((resolve, reject) => {
      let timer = 0;
      const check = () => {
        const found = find();
        if (!found) return;
        clearTimeout(timer);
        this.#watchers.delete(check);
        resolve(found);
      };
      timer = setTimeout(() => {
        this.#watchers.delete(check);
        reject(new Error(`${this.name} did not hear ${what} within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#watchers.add(check);
      check();
    });
  }

  /** Waits for an event by name whose fields are those of like (data included). */
  event(name, like = {}, timeoutMs) {
    const fits = (wanted, given) =>
      Object.entries(wanted).every(([key, value]) =>
        value !== null && typeof value === 'object' ? fits(value, given?.[key] ?? {}) : given?.[key] === value,
      );
    return this.until(
      () => this.heard.find((event) => event.event === name && fits(like, event)),
      `${name} ${JSON.stringify(like)}`,
      timeoutMs,
    );
  }

  /** Everything this client may see after a position, asked page by page. */
  async sync(since = 0) {
    const events = [];
    for (let upto = since; ;) {
      const page = await this.ok('sync', { since: upto, limit: 500 });
      events.push(...page.events);
      upto = page.upto;
      if (page.complete) return events;
    }
  }

  get unanswered() {
    return this.#waiting.size;
  }

  #send(txn) {
    const command = this.#waiting.get(txn);
    if (!command) return;
    command.sentAt = Date.now();
    command.sends += 1;
    this.#transmit(command.text);
  }

  #resendOld() {
    if (!this.isResending) return;
    for (const [txn, command] of this.#waiting) {
      if (Date.now() - command.sentAt >= RESEND_MS) this.#send(txn);
    }
  }

  #settle(frame) {
    const command = this.#waiting.get(frame.txn);
    if (!command) return;
    if (!frame.ok && RETRIED.has(frame.error.code)) {
      // Not sooner than told; the ordinary resending must not come before it.
      command.sentAt = Date.now() + frame.error.retry_after_ms;
      setTimeout(() => this.#send(frame.txn), Math.max(frame.error.retry_after_ms, 50)).unref();
      return;
    }
    this.#waiting.delete(frame.txn);
    // How often it was said, for whoever judges: not part of what was answered.
    Object.defineProperty(frame, 'sends', { value: command.sends });
    command.resolve(frame);
  }
}
