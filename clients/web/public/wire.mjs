/*
 * The socket: commands with their txn, resent until answered; events in order, none missed, none twice. No DOM.
 *
 * Push is a hint, the log is the memory: after every connection, and whenever a conversation's seq shows a hole, the wire
 * asks `sync` from the last position it knows and hands on what it had missed before anything newer.
 */

const RETRIED = new Set(['rate_limited', 'busy', 'store_unavailable']);
const HEARTBEAT_MS = 20000;
const ANSWER_WITHIN_MS = 10000;
const SLOWEST_RECONNECT_MS = 8000;
const CLOSED_SIGNED_OUT = 4001;

const newTxn = () => `web-${crypto.randomUUID()}`;

/** The refusal of a command, as an Error with the code, the sentence for a person and the field. */
export class Refusal extends Error {
  constructor(error) {
    super(error.message);
    this.code = error.code;
    this.field = error.field;
  }
}

const noConnection = () => new Refusal({ code: 'offline', message: 'There is no connection.' });

/**
 * Keeps one connection up. heard: { onEvent(event), onHint(hint), onState('connecting'|'online'|'offline'),
 * onReady(hello, resync), onSignedOut() }; onReady comes once per connection, after what was missed was handed on.
 */
export class Wire {
  #heard;
  #url;
  #socket = null;
  #waiting = new Map();
  #pos = null;
  #seqs = new Map();
  #held = null;
  #delay = 0;
  #timers = { heartbeat: 0, answer: 0, reconnect: 0 };
  #stopped = false;

  constructor(url, heard) {
    this.#url = url;
    this.#heard = heard;
  }

  start() {
    this.#stopped = false;
    this.#connect();
  }

  /** Closes for good: nothing waits any more, and promises that still wait never settle. */
  stop() {
    this.#stopped = true;
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#waiting.clear();
    this.#socket?.close(1000);
  }

  /** Tries again at once, for when the browser says that the network is back. */
  hurry() {
    if (this.#stopped || this.#socket) return;
    clearTimeout(this.#timers.reconnect);
    this.#connect();
  }

  /** Sends a command that changes something: kept and resent with the same txn until it is answered for good. */
  send(cmd, args, { txn = newTxn(), onSent } = {}) {
    return this.#keep({ txn, cmd, args, isKept: true, onSent });
  }

  /** Asks something: refused with code "offline" when the connection breaks before the answer. */
  ask(cmd, args = {}) {
    return this.#keep({ txn: newTxn(), cmd, args, isKept: false });
  }

  /** A command whose answer nobody waits for, dropped when there is no connection. */
  hint(cmd, args) {
    if (this.#socket?.readyState !== WebSocket.OPEN || this.#held) return;
    this.ask(cmd, args).catch(() => {});
  }

  #keep(command) {
    if (!command.isKept && this.#socket?.readyState !== WebSocket.OPEN) return Promise.reject(noConnection());
    return new Promise((resolve, reject) => {
      this.#waiting.set(command.txn, { ...command, resolve, reject });
      this.#transmit(command.txn);
    });
  }

  #transmit(txn) {
    const command = this.#waiting.get(txn);
    if (!command || this.#socket?.readyState !== WebSocket.OPEN) return;
    // Until what was missed is here, only the greeting and sync may pass.
    if (this.#held && command.isKept) return;
    this.#socket.send(JSON.stringify({ txn, cmd: command.cmd, args: command.args }));
    command.onSent?.();
  }

  #connect() {
    this.#heard.onState('connecting');
    this.#held = [];
    const socket = new WebSocket(this.#url, 'corridor.v1');
    this.#socket = socket;
    socket.onopen = () => this.#greet();
    socket.onmessage = (message) => this.#receive(message.data);
    socket.onclose = (close) => this.#closed(socket, close.code);
    this.#watch(() => socket.close(), ANSWER_WITHIN_MS);
  }

  #watch(action, ms) {
    clearTimeout(this.#timers.answer);
    this.#timers.answer = setTimeout(action, ms);
  }

  async #greet() {
    const socket = this.#socket;
    try {
      const hello = await this.ask('session.hello', { client: 'corridor-web 1', since: this.#pos ?? undefined });
      const isFirst = this.#pos === null;
      if (isFirst || hello.resync_required) this.#startFrom(hello.pos);
      else await this.#catchUp();
      if (socket !== this.#socket) return;
      this.#release();
      this.#delay = 0;
      clearTimeout(this.#timers.answer);
      this.#heard.onState('online');
      this.#heard.onReady(hello, isFirst || hello.resync_required);
      this.#beat();
    } catch {
      socket.close();
    }
  }

  #startFrom(pos) {
    this.#pos = pos;
    this.#seqs.clear();
  }

  /** Asks for everything after the last known position until there is nothing more. */
  async #catchUp() {
    for (;;) {
      const page = await this.ask('sync', { since: this.#pos });
      if (page.resync_required) return this.#startFrom(page.upto);
      for (const event of page.events) this.#deliver(event);
      this.#pos = Math.max(this.#pos, page.upto);
      if (page.complete) return undefined;
    }
  }

  /** Hands on what was pushed meanwhile, then sends what waits. */
  #release() {
    const held = this.#held;
    this.#held = null;
    for (const event of held) this.#arrive(event);
    for (const [txn, command] of this.#waiting) if (command.isKept) this.#transmit(txn);
  }

  #beat() {
    clearTimeout(this.#timers.heartbeat);
    const socket = this.#socket;
    this.#timers.heartbeat = setTimeout(async () => {
      this.#watch(() => this.#giveUp(socket), ANSWER_WITHIN_MS);
      try {
        const hello = await this.ask('session.hello', {});
        clearTimeout(this.#timers.answer);
        if (hello.pos > this.#pos) await this.#fillHole();
        if (socket === this.#socket) this.#beat();
      } catch {
        // The socket is going down: closing starts the next connection.
      }
    }, HEARTBEAT_MS);
  }

  /** A socket whose other end is gone may take minutes to say so; it is left behind at once. */
  #giveUp(socket) {
    socket.onclose = null;
    socket.close();
    this.#closed(socket, 1006);
  }

  async #fillHole() {
    if (this.#held) return;
    this.#held = [];
    try {
      await this.#catchUp();
      this.#release();
    } catch {
      this.#socket?.close();
    }
  }

  #receive(text) {
    const frame = JSON.parse(text);
    if ('ok' in frame) this.#settle(frame);
    else if (frame.pos === undefined) this.#heard.onHint(frame);
    else if (this.#held) this.#held.push(frame);
    else this.#arrive(frame);
  }

  #arrive(event) {
    const last = this.#seqs.get(event.conversation);
    if (last !== undefined && event.seq > last + 1) {
      this.#fillHole();
      return;
    }
    this.#deliver(event);
  }

  #deliver(event) {
    if (event.pos <= this.#pos) return;
    this.#pos = event.pos;
    if (event.conversation) this.#seqs.set(event.conversation, event.seq);
    this.#heard.onEvent(event);
  }

  #settle(frame) {
    const command = this.#waiting.get(frame.txn);
    if (!command) return;
    if (!frame.ok && RETRIED.has(frame.error.code)) {
      setTimeout(() => this.#transmit(frame.txn), Math.max(frame.error.retry_after_ms, 200));
      return;
    }
    this.#waiting.delete(frame.txn);
    if (frame.ok) command.resolve(frame.result);
    else command.reject(new Refusal(frame.error));
  }

  #closed(socket, code) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    clearTimeout(this.#timers.heartbeat);
    clearTimeout(this.#timers.answer);
    for (const [txn, command] of this.#waiting) {
      if (command.isKept) continue;
      this.#waiting.delete(txn);
      command.reject(noConnection());
    }
    if (this.#stopped) return;
    if (code === CLOSED_SIGNED_OUT) {
      this.#heard.onSignedOut();
      return;
    }
    this.#heard.onState('offline');
    this.#delay = Math.min(Math.max(this.#delay * 2, 400), SLOWEST_RECONNECT_MS);
    this.#timers.reconnect = setTimeout(() => this.#reconnect(), this.#delay * (0.5 + Math.random()));
  }

  /** A refused handshake does not say why; the session does. */
  async #reconnect() {
    const me = await fetch('/auth/me').catch(() => null);
    if (this.#stopped) return;
    if (me?.status === 401) this.#heard.onSignedOut();
    else this.#connect();
  }
}
