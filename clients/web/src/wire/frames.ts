/* What travels over the socket: commands out; receipts, events and hints in. */
import type { Commands, ErrorCode, SomeEvent } from '../../generated/contract.ts';
import { problemOf, problemOfEvent } from './check.ts';

export type CommandName = keyof Commands;
export type ArgsOf<C extends CommandName> = Commands[C]['args'];
export type ResultOf<C extends CommandName> = Commands[C]['result'];

/** Passed on, never stored. */
export interface Hint {
  event: 'typing' | 'presence' | 'resync';
  conversation?: string;
  thread?: string;
  by: string;
  state?: 'online' | 'offline';
}

export interface RefusalFrame {
  code: ErrorCode;
  message: string;
  field?: string;
  retry_after_ms: number;
}

/** Why a command was not done: the server's own sentence, or that there is no connection. */
export class Refusal extends Error {
  readonly code: ErrorCode | 'offline';
  readonly field: string;

  constructor(code: ErrorCode | 'offline', message: string, field = '') {
    super(message);
    this.code = code;
    this.field = field;
  }
}

export const isRefusal = (thing: unknown): thing is Refusal => thing instanceof Refusal;

export type Frame =
  | { kind: 'receipt'; txn: string; result: Record<string, unknown> }
  | { kind: 'refusal'; txn: string; error: RefusalFrame }
  | { kind: 'event'; event: SomeEvent }
  | { kind: 'hint'; hint: Hint };

/** A frame as it arrived; throws when it is not one. */
export function readFrame(text: string): Frame {
  const frame = JSON.parse(text) as Record<string, unknown>;
  if (frame['ok'] === true) {
    return {
      kind: 'receipt',
      txn: String(frame['txn']),
      result: frame['result'] as Record<string, unknown>,
    };
  }
  if (frame['ok'] === false) {
    return { kind: 'refusal', txn: String(frame['txn']), error: frame['error'] as unknown as RefusalFrame };
  }
  if (frame['pos'] === undefined) return { kind: 'hint', hint: frame as unknown as Hint };
  const problem = problemOfEvent(frame);
  if (problem) throw new Error(`an event is not what the contract says at ${problem}`);
  return { kind: 'event', event: frame as unknown as SomeEvent };
}

/** A result, checked; throws when it is not what the command answers. */
export function checkResult<C extends CommandName>(command: C, result: unknown): ResultOf<C> {
  const problem = problemOf(`${command}>`, result);
  if (problem) throw new Error(`a result is not what the contract says at ${problem}`);
  return result as ResultOf<C>;
}
