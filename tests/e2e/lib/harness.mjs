/* What every suite needs: the Corridor under test, tests that end in time, and nothing left open. */
import { after, test as nodeTest } from 'node:test';

import { place as placeNow } from './env.mjs';
import { closeAll } from './open.mjs';

export const place = placeNow();

/** A test that fails rather than waits for ever. */
export const test = (name, run, { timeout = 60000 } = {}) => nodeTest(name, { timeout }, run);

after(closeAll);
