/*
 * Commands on their way. Each is kept before it is sent and until its receipt; the same txn goes out again after a reload,
 * which does nothing twice. What the server refuses stays, with its sentence, until somebody decides.
 */
import { dispatch, stateNow } from '../state/store.ts';
import type { Pending } from '../state/state.ts';
import { type ArgsOf, type CommandName, type ResultOf, isRefusal } from '../wire/frames.ts';
import type { Wire } from '../wire/wire.ts';
import type { Ports } from './ports.ts';

/** How long a committed message may wait for its event before it is taken off all the same. */
const EVENT_WITHIN_MS = 1500;

export interface Post<C extends CommandName> {
  cmd: C;
  args: ArgsOf<C>;
  thread: string;
  label: string;
  body?: string | undefined;
}

export class Outbox {
  readonly #ports: Ports;
  readonly #wire: () => Wire | null;

  constructor(ports: Ports, wire: () => Wire | null) {
    this.#ports = ports;
    this.#wire = wire;
  }

  /** Sends something that shows until it is committed; its result, or null when it was refused. */
  async post<C extends CommandName>(post: Post<C>): Promise<ResultOf<C> | null> {
    const item = {
      ...post,
      txn: this.#ports.world.newTxn(),
      at: this.#ports.nowMs(),
      state: 'queued',
    } as Pending;
    dispatch({ type: 'queued', item });
    await this.#ports.vault.putPending(item);
    return this.#send(item) as Promise<ResultOf<C> | null>;
  }

  async #send(item: Pending): Promise<unknown> {
    const wire = this.#wire();
    if (!wire) return null;
    try {
      const result = await wire.send(item.cmd, item.args, {
        txn: item.txn,
        sent: () => dispatch({ type: 'sending', txn: item.txn }),
      });
      void this.#ports.vault.dropPending(item.txn);
      this.#ports.world.after(EVENT_WITHIN_MS, () => dispatch({ type: 'settled', txn: item.txn }));
      if (!item.thread) dispatch({ type: 'settled', txn: item.txn });
      return result;
    } catch (refusal) {
      const sentence = isRefusal(refusal) ? refusal.message : 'This could not be sent.';
      dispatch({ type: 'failed', txn: item.txn, sentence });
      void this.#ports.vault.putPending({ ...item, state: 'failed', sentence });
      return null;
    }
  }

  /** Takes up what was kept before a reload. */
  restore(items: readonly Pending[]): void {
    const known = new Set(stateNow().outbox.map((item) => item.txn));
    for (const item of items) {
      if (known.has(item.txn)) continue;
      dispatch({ type: 'queued', item });
      if (item.state !== 'failed') void this.#send({ ...item, state: 'queued' });
    }
  }

  /** Sends something refused once more, as a new command. */
  again(item: Pending): void {
    this.forget(item.txn);
    const { cmd, args, thread, label, body } = item;
    void this.post({ cmd, args, thread, label, body } as Post<CommandName>);
  }

  forget(txn: string): void {
    dispatch({ type: 'settled', txn });
    void this.#ports.vault.dropPending(txn);
  }
}
