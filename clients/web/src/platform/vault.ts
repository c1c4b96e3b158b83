/*
 * What survives a reload: commands that wait for their receipt, and drafts. Encrypted with AES-GCM under a key that the
 * browser keeps and never hands out; destroyed at sign-out, when another person signs in, and after a day.
 */
import type { Kept, Vault } from '../commands/ports.ts';
import type { Pending } from '../state/state.ts';

const NAME = 'corridor';
const DAY_MS = 86400000;

interface Entry {
  id: string;
  at: number;
  iv: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
}

interface Owner {
  id: 'owner';
  person: string;
  key: CryptoKey;
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('owner', { keyPath: 'id' });
    request.result.createObjectStore('entries', { keyPath: 'id' });
  };
  return settled(request);
}

let database: IDBDatabase | null = null;
let key: CryptoKey | null = null;

const storeOf = (name: 'owner' | 'entries') => {
  if (!database) throw new Error('the vault is not open');
  return database.transaction(name, 'readwrite').objectStore(name);
};

async function begin(person: string): Promise<void> {
  database ??= await openDatabase();
  // Another tab that destroys the vault must not wait for this one.
  database.onversionchange = () => shut();
  const owner = (await settled(storeOf('owner').get('owner'))) as Owner | undefined;
  if (owner?.person === person) {
    key = owner.key;
    return;
  }
  await settled(storeOf('entries').clear());
  key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  await settled(storeOf('owner').put({ id: 'owner', person, key } satisfies Owner));
}

async function put(id: string, value: unknown, at: number): Promise<void> {
  if (!key) return;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv },
    key,
    new TextEncoder().encode(JSON.stringify(value)),
  );
  if (key) await settled(storeOf('entries').put({ id, at, iv, bytes } satisfies Entry));
}

async function drop(id: string): Promise<void> {
  if (database) await settled(storeOf('entries').delete(id));
}

async function read(entry: Entry): Promise<unknown> {
  if (!key) return null;
  const bytes = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: entry.iv }, key, entry.bytes);
  return JSON.parse(new TextDecoder().decode(bytes));
}

function shut(): void {
  key = null;
  database?.close();
  database = null;
}

/** A browser without storage, as in a private window, still works: then nothing survives a reload. */
async function ifPossible(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    console.warn('Corridor could not keep something over a reload:', error instanceof Error ? error.name : 'unknown');
  }
}

export const vault: Vault = {
  async open(person) {
    const kept: { pending: Pending[]; drafts: Record<string, string> } = { pending: [], drafts: {} };
    await ifPossible(async () => {
      await begin(person);
      for (const entry of (await settled(storeOf('entries').getAll())) as Entry[]) {
        if (Date.now() - entry.at > DAY_MS) await drop(entry.id);
        else if (entry.id.startsWith('draft ')) kept.drafts[entry.id.slice(6)] = String(await read(entry));
        else kept.pending.push((await read(entry)) as Pending);
      }
      kept.pending.sort((a, b) => a.at - b.at);
    });
    return kept satisfies Kept;
  },
  putPending: (item) => ifPossible(() => put(`send ${item.txn}`, item, item.at)),
  dropPending: (txn) => ifPossible(() => drop(`send ${txn}`)),
  putDraft: (name, words) =>
    ifPossible(() => (words ? put(`draft ${name}`, words, Date.now()) : drop(`draft ${name}`))),
  wipe: () =>
    ifPossible(async () => {
      shut();
      await settled(indexedDB.deleteDatabase(NAME));
    }),
};
