/* What acting needs of the world outside: in the browser platform/, in tests made-up ones. */
import type { Pending } from '../state/state.ts';
import type { Surroundings } from '../wire/wire.ts';

export interface Kept {
  pending: readonly Pending[];
  drafts: Readonly<Record<string, string>>;
}

/** What survives a reload, encrypted; entries older than a day are gone. */
export interface Vault {
  /** What was kept for this person; whatever was kept for another is destroyed. */
  open(person: string): Promise<Kept>;
  putPending(item: Pending): Promise<void>;
  dropPending(txn: string): Promise<void>;
  putDraft(key: string, words: string): Promise<void>;
  wipe(): Promise<void>;
}

/** wrong_attempts: how often somebody tried to sign in as this person since they last did, from wrong_since on. */
export interface SignedIn {
  person: string;
  wrong_attempts?: number;
  wrong_since?: string;
}

export interface Auth {
  /** Who is signed in; null when nobody is, undefined when the server cannot be asked. */
  me(): Promise<{ person: string } | null | undefined>;
  /** Who is signed in now, or a sentence that says why not. */
  login(entered: { person: string; password: string; totp: string }): Promise<SignedIn | string>;
  logout(): Promise<void>;
}

/** What all tabs of this browser share: whether somebody is signed in, and whether the screen is locked. */
export interface Shared {
  get(): { person: string; isLocked: boolean };
  set(shared: { person: string; isLocked: boolean }): void;
}

export interface Ports {
  world: Surroundings;
  vault: Vault;
  auth: Auth;
  shared: Shared;
  nowMs(): number;
  isVisible(): boolean;
  go(hash: string): void;
  announce(words: string): void;
}
