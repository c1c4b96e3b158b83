/* Days pass for the daemon alone: libfaketime moves its wall clock, and leaves the clock by which it waits. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

const LIBRARY = 'libfaketimeMT.so.1';

function library() {
  const root = '/usr/lib';
  const found = readdirSync(root)
    .map((folder) => path.join(root, folder, 'faketime'))
    .find((folder) => {
      try {
        return readdirSync(folder).includes(LIBRARY);
      } catch {
        return false;
      }
    });
  if (!found) throw new Error('libfaketime is not installed: apt-get install faketime');
  return path.join(found, LIBRARY);
}

/** The environment of a process that believes it is so many days later. */
export const daysLater = (days) => ({
  LD_PRELOAD: library(),
  FAKETIME: `+${days}d`,
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
  // a sanitizer that was built in wants to come first, and need not
  ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:verify_asan_link_order=0`,
});
