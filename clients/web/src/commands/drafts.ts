/* Words somebody is writing: kept while the page lives, and through the vault over a reload, for a day. */
import type { Vault } from './ports.ts';

const SAVE_AFTER_MS = 400;
const drafts = new Map<string, string>();
const saving = new Map<string, () => void>();
let vault: Vault | null = null;
let after: (ms: number, run: () => void) => () => void = () => () => {};

export function keepDraftsIn(place: Vault, later: typeof after): void {
  vault = place;
  after = later;
}

export const draftOf = (key: string): string => drafts.get(key) ?? '';

export const hasDrafts = (): boolean => [...drafts.values()].some((words) => words.trim() !== '');

/** Remembers what is being written; empty words forget it. */
export function setDraft(key: string, words: string): void {
  if (words) drafts.set(key, words);
  else drafts.delete(key);
  saving.get(key)?.();
  const save = () => {
    saving.delete(key);
    return vault?.putDraft(key, draftOf(key));
  };
  if (words)
    saving.set(
      key,
      after(SAVE_AFTER_MS, () => void save()),
    );
  else void save();
}

/** Keeps at once what would be kept soon. */
export async function saveDrafts(): Promise<void> {
  const keys = [...saving.keys()];
  for (const callOff of saving.values()) callOff();
  saving.clear();
  await Promise.all(keys.map((key) => vault?.putDraft(key, draftOf(key))));
}

/** Starts with what was kept, under what was written since. */
export function restoreDrafts(kept: Readonly<Record<string, string>>): void {
  for (const [key, words] of Object.entries(kept)) if (!drafts.has(key)) drafts.set(key, words);
}

export function forgetDrafts(): void {
  for (const callOff of saving.values()) callOff();
  saving.clear();
  drafts.clear();
}
