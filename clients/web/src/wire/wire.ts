/*
 * The socket: commands with their txn, sent again until answered; events in order, none missed, none twice.
 *
 * Push is a hint, the log is the memory: after every connection, and whenever a conversation's seq shows a hole, the wire
 * asks `sync` from the last position it knows and hands on what it had missed before anything newer.
 */
import type { SomeEvent } from '../../generated/contract.ts';
import { type ArgsOf, type CommandName, type Hint, Refusal, type ResultOf, checkResult, readFrame } from './frames.ts';

const RETRIED: ReadonlySet<string> = new Set(['rate_limited', 'busy', 'store_unavailable']);
const HEARTBEAT_MS = 20000;
const ANSWER_WITHIN_MS = 10000;
const DOUBTED_ANSWER_WITHIN_MS = 2000;
const SLOWEST_RECONNECT_MS = 8000;
const CLOSED_SIGNED_OUT = 4001;
const REPLACED_WITHIN_MS = 1000;

export type Connection = 'connecting' | 'online' | 'offline';

export interface Socket {
  send(text: string): void;
  close(): void;
}

export interface SocketListener {
  opened(): void;
  received(text: string): void;
  closed(code: number): void;
}

/** What the wire needs of the world: in the browser platform/surroundings.ts, in tests a made-up one. */
export interface Surroundings {
  openSocket(listener: SocketListener): Socket;
  /** Whether the server still knows this session; null when it cannot be asked. */
  isSignedIn(): Promise<boolean | null>;
  /** Runs something later; returns what calls it off. */
  after(ms: number, run: () => void): () => void;
  /** 0 to 1. */
  chance(): number;
  newTxn(): string;
}

/** Whom the wire tells. isReady comes once per connection, after what was missed was handed on. */
export interface Hearing {
  event(event: SomeEvent): void;
  hint(hint: Hint): void;
  connection(connection: Connection): void;
  opened(isFirst: boolean): void;
  ready(hello: ResultOf<'session.hello'>, isFresh: boolean): void;
  signedOut(): void;
}

interface Waiting {
  cmd: CommandName;
  args: unknown;
  isKept: boolean;
  sent: () => void;
  resolve: (result: unknown) => void;
  reject: (refusal: Refusal) => void;
}

const noConnection = () => new Refusal('offline', 'There is no connection. Try again in a moment.');
const notUnderstood = () => new Refusal('internal', 'The answer was not understood. Reload the page.');

export class Wire {
  readonly #world: Surroundings;
  readonly #hearing: Hearing;
  #socket: Socket | null = null;
  #isOpen = false;
  readonly #waiting = new Map<string, Waiting>();
  #pos: number | null = null;
  readonly #seqs = new Map<string, number>();
  #held: SomeEvent[] | null = null;
  #delay = 0;
  #stopped = true;
  #callOff = { heartbeat: () => {}, answer: () => {}, reconnect: () => {} };

  constructor(world: Surroundings, hearing: Hearing) {
    this.#world = world;
    this.#hearing = hearing;
  }

  start(): void {
    this.#stopped = false;
    if (!this.#socket) this.#connect();
  }

  /** Closes for good: nothing waits any more, and promises that still wait never settle. */
  stop(): void {
    this.#stopped = true;
    for (const callOff of Object.values(this.#callOff)) callOff();
    this.#waiting.clear();
    const socket = this.#socket;
    this.#socket = null;
    this.#isOpen = false;
    socket?.close();
  }

  /** Tries again at once, for when the browser says that the network is back. */
  hurry(): void {
    if (this.#stopped || this.#socket) return;
    this.#callOff.reconnect();
    this.#connect();
  }

  /** Asks at once whether the server is still there, for when the browser says that the network is gone. */
  doubt(): void {
    if (this.#socket && this.#isOpen && !this.#held) void this.#probe(this.#socket, DOUBTED_ANSWER_WITHIN_MS);
  }

  /** Sends a command that changes something: kept and sent again with the same txn until it is answered for good. */
  send<C extends CommandName>(
    cmd: C,
    args: ArgsOf<C>,
    { txn = this.#world.newTxn(), sent = () => {} } = {},
  ): Promise<ResultOf<C>> {
    return this.#keep(txn, cmd, args, true, sent);
  }

  /** Asks something: refused with code "offline" when the connection breaks before the answer. */
  ask<C extends CommandName>(cmd: C, args: ArgsOf<C>): Promise<ResultOf<C>> {
    return this.#keep(this.#world.newTxn(), cmd, args, false, () => {});
  }

  /** A command whose answer nobody waits for, dropped when there is no connection. */
  mention<C extends CommandName>(cmd: C, args: ArgsOf<C>): void {
    if (this.#isOpen && !this.#held) this.ask(cmd, args).catch(() => {});
  }

  #keep<C extends CommandName>(
    txn: string,
    cmd: C,
    args: ArgsOf<C>,
    isKept: boolean,
    sent: () => void,
  ): Promise<ResultOf<C>> {
    if (!isKept && !this.#isOpen) return Promise.reject(noConnection());
    return new Promise((resolve, reject) => {
      const settle = (result: unknown) => {
        try {
          resolve(checkResult(cmd, result));
        } catch {
          reject(notUnderstood());
        }
      };
      this.#waiting.set(txn, { cmd, args, isKept, sent, resolve: settle, reject });
      this.#transmit(txn);
    });
  }

  #transmit(txn: string): void {
    const command = this.#waiting.get(txn);
    if (!command || !this.#isOpen) return;
    // What changes something goes out only after what was missed is here.
    if (this.#held && command.isKept) return;
    this.#socket?.send(JSON.stringify({ txn, cmd: command.cmd, args: command.args }));
    command.sent();
  }

  #connect(): void {
    this.#hearing.connection('connecting');
    this.#held = [];
    const socket: Socket = this.#world.openSocket({
      opened: () => {
        if (socket === this.#socket) this.#greet(socket);
      },
      received: (text) => {
        if (socket === this.#socket) this.#receive(text);
      },
      closed: (code) => this.#closed(socket, code),
    });
    this.#socket = socket;
    this.#answerWithin(() => this.#giveUp(socket));
  }

  #answerWithin(otherwise: () => void, ms = ANSWER_WITHIN_MS): void {
    this.#callOff.answer();
    this.#callOff.answer = this.#world.after(ms, otherwise);
  }

  async #greet(socket: Socket): Promise<void> {
    this.#isOpen = true;
    const isFirst = this.#pos === null;
    try {
      const greeting = this.ask('session.hello', {
        client: 'corridor-web 1',
        ...(this.#pos === null ? {} : { since: this.#pos }),
      });
      this.#hearing.opened(isFirst);
      const hello = await greeting;
      // What was pushed since the socket opened may be newer than what else was asked for: it is handed on in any case.
      if (isFirst || hello.resync_required)
        this.#startFrom(Math.min(hello.pos, (this.#held?.[0]?.pos ?? Infinity) - 1));
      else await this.#catchUp();
      if (socket !== this.#socket) return;
      this.#release();
      this.#delay = 0;
      this.#callOff.answer();
      this.#hearing.connection('online');
      this.#hearing.ready(hello, isFirst || hello.resync_required);
      this.#beat(socket);
    } catch {
      socket.close();
    }
  }

  #startFrom(pos: number): void {
    this.#pos = pos;
    this.#seqs.clear();
  }

  /** Asks for everything after the last known position until there is nothing more. */
  async #catchUp(): Promise<void> {
    for (;;) {
      const page = await this.ask('sync', { since: this.#pos ?? 0 });
      if (page.resync_required) {
        this.#startFrom(page.upto);
        return;
      }
      for (const event of page.events) this.#deliver(event);
      this.#pos = Math.max(this.#pos ?? 0, page.upto);
      if (page.complete) return;
    }
  }

  /** Hands on what was pushed meanwhile, then sends what waits. */
  #release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const event of held) this.#arrive(event);
    for (const [txn, command] of this.#waiting) if (command.isKept) this.#transmit(txn);
  }

  #beat(socket: Socket): void {
    this.#callOff.heartbeat();
    this.#callOff.heartbeat = this.#world.after(HEARTBEAT_MS, () => void this.#probe(socket, ANSWER_WITHIN_MS));
  }

  async #probe(socket: Socket, ms: number): Promise<void> {
    this.#callOff.heartbeat();
    this.#answerWithin(() => this.#giveUp(socket), ms);
    try {
      const hello = await this.ask('session.hello', {});
      this.#callOff.answer();
      if (hello.pos > (this.#pos ?? 0)) await this.#fillHole();
      if (socket === this.#socket) this.#beat(socket);
    } catch {
      // The socket is going down: closing starts the next connection.
    }
  }

  /** A socket whose other end is gone may take minutes to say so; it is left behind at once. */
  #giveUp(socket: Socket): void {
    this.#closed(socket, 1006);
    socket.close();
  }

  async #fillHole(): Promise<void> {
    if (this.#held) return;
    this.#held = [];
    try {
      await this.#catchUp();
      this.#release();
    } catch {
      this.#socket?.close();
    }
  }

  #receive(text: string): void {
    const frame = readFrame(text);
    if (frame.kind === 'receipt') this.#settle(frame.txn, (command) => command.resolve(frame.result));
    else if (frame.kind === 'refusal') this.#refused(frame.txn, frame.error);
    else if (frame.kind === 'hint') this.#hearing.hint(frame.hint);
    else if (this.#held) this.#held.push(frame.event);
    else this.#arrive(frame.event);
  }

  #arrive(event: SomeEvent): void {
    const last = event.conversation ? this.#seqs.get(event.conversation) : undefined;
    if (last !== undefined && (event.seq ?? 0) > last + 1) this.#fillHole();
    else this.#deliver(event);
  }

  #deliver(event: SomeEvent): void {
    if (event.pos <= (this.#pos ?? 0)) return;
    this.#pos = event.pos;
    if (event.conversation && event.seq) this.#seqs.set(event.conversation, event.seq);
    this.#hearing.event(event);
  }

  #settle(txn: string, tell: (command: Waiting) => void): void {
    const command = this.#waiting.get(txn);
    this.#waiting.delete(txn);
    if (command) tell(command);
  }

  #refused(
    txn: string,
    error: { code: Refusal['code']; message: string; field?: string; retry_after_ms: number },
  ): void {
    if (RETRIED.has(error.code)) {
      this.#world.after(Math.max(error.retry_after_ms, 200), () => this.#transmit(txn));
      return;
    }
    this.#settle(txn, (command) => command.reject(new Refusal(error.code, error.message, error.field)));
  }

  #closed(socket: Socket, code: number): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.#isOpen = false;
    this.#callOff.heartbeat();
    this.#callOff.answer();
    for (const [txn, command] of this.#waiting) {
      if (command.isKept) continue;
      this.#waiting.delete(txn);
      command.reject(noConnection());
    }
    if (this.#stopped) return;
    if (code === CLOSED_SIGNED_OUT) {
      // Signing in again in this browser, in any tab, replaces the session: then there is another one in a moment.
      this.#hearing.connection('connecting');
      this.#callOff.reconnect = this.#world.after(REPLACED_WITHIN_MS, () => this.#reconnect());
      return;
    }
    this.#hearing.connection('offline');
    this.#delay = Math.min(Math.max(this.#delay * 2, 400), SLOWEST_RECONNECT_MS);
    this.#callOff.reconnect = this.#world.after(this.#delay * (0.5 + this.#world.chance()), () => this.#reconnect());
  }

  /** A refused handshake does not say why; the session does. */
  async #reconnect(): Promise<void> {
    const isSignedIn = await this.#world.isSignedIn();
    if (this.#stopped || this.#socket) return;
    if (isSignedIn === false) this.#hearing.signedOut();
    else this.#connect();
  }
}
