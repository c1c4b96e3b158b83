/* A made-up world for the wire: sockets that do what a test says, timers that run when it says so. */
import type { SomeEvent, ThreadRow } from '../generated/contract.ts';
import type { SocketListener, Surroundings } from '../src/wire/wire.ts';

interface Sent {
  txn: string;
  cmd: string;
  args: Record<string, unknown>;
}

export class FakeSocket {
  readonly sent: Sent[] = [];
  readonly #answered = new Set<Sent>();
  readonly #listener: SocketListener;
  isClosed = false;

  constructor(listener: SocketListener) {
    this.#listener = listener;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(code = 1006): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#listener.closed(code);
  }

  open(): void {
    this.#listener.opened();
  }

  hear(frame: unknown): void {
    this.#listener.received(JSON.stringify(frame));
  }

  commands(): string[] {
    return this.sent.map((one) => one.cmd);
  }

  /** The oldest command of a name that has no answer yet. */
  next(cmd: string): Sent {
    const found = this.sent.find((one) => one.cmd === cmd && !this.#answered.has(one));
    if (!found) throw new Error(`${cmd} was not sent: ${this.commands().join(' ')}`);
    this.#answered.add(found);
    return found;
  }

  answer(cmd: string, result: unknown): Sent {
    const command = this.next(cmd);
    this.hear({ txn: command.txn, ok: true, pos: 1, result });
    return command;
  }

  refuse(cmd: string, code: string, message = 'No.'): Sent {
    const command = this.next(cmd);
    this.hear({ txn: command.txn, ok: false, error: { code, message, retry_after_ms: 0 } });
    return command;
  }
}

export class World implements Surroundings {
  readonly sockets: FakeSocket[] = [];
  isStillSignedIn: boolean | null = true;
  #timers: { at: number; run: () => void }[] = [];
  #now = 0;
  #txns = 0;

  openSocket(listener: SocketListener): FakeSocket {
    const socket = new FakeSocket(listener);
    this.sockets.push(socket);
    return socket;
  }

  isSignedIn = async (): Promise<boolean | null> => this.isStillSignedIn;

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  chance = () => 0.5;
  newTxn = () => `web-${(this.#txns += 1)}`;
  nowMs = () => this.#now;

  /** Lets time pass: timers run in their order, and what they start gets its turn. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      const [next] = this.#timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = next.at;
      next.run();
      await turn();
    }
    this.#now = until;
    await turn();
  }

  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }
}

/** Lets everything that is promised happen. */
export async function turn(): Promise<void> {
  for (let step = 0; step < 20; step += 1) await Promise.resolve();
}

const AT = '2026-11-23T10:00:00.000Z';

export const event = (
  name: string,
  pos: number,
  seq: number,
  by: string,
  data: Record<string, unknown>,
  more: Record<string, unknown> = {},
): SomeEvent =>
  ({
    pos,
    seq,
    conversation: 'c1',
    thread: 't1',
    event: name,
    at: AT,
    by,
    data,
    ...more,
  }) as unknown as SomeEvent;

export const said = (pos: number, seq: number, by = 'e.okafor', more = {}): SomeEvent =>
  event('message.sent', pos, seq, by, { message: `m${pos}`, body: 'Words' }, more);

export const HELLO = {
  person: 'a.khan',
  display_name: 'Dr Amina Khan',
  roles: ['int_clinician'],
  device: 'w-1',
  server_version: '1',
  limits: {
    frame_bytes: 1,
    body_bytes: 1,
    title_bytes: 1,
    page_rows: 1,
    sync_events: 1,
    commands_per_minute: 1,
  },
  pos: 10,
  resync_required: false,
} as const;

export const ROW: ThreadRow = {
  thread: 't1',
  conversation: 'c1',
  kind: 'case',
  state: 'awaiting_answer',
  title: 'A question',
  opened_by: 'a.khan',
  opened_by_name: 'Dr Khan',
  opened_at: AT,
  asked: 'e.okafor',
  asked_name: 'Dr Okafor',
  urgency: 'routine',
  reply_due: '2026-11-25T17:00:00.000Z',
  overdue: false,
  waiting_on_me: false,
  referred: false,
  last_seq: 1,
  last_at: AT,
  read_seq: 1,
  unread: 0,
};
