/*
 * Kills corridord and Mosquitto in turn in the middle of the load, as often as told, then checks that nothing receipted is
 * lost, nothing stands twice and no sequence has a hole.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';

import { buildDir } from './lib/env.mjs';
import { Broker, poll } from './lib/broker.mjs';
import { checkNothingLost, killRounds, startLoad } from './lib/load.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '200' } } });
process.env.CORRIDORD ??= execFileSync(
  'find',
  [buildDir, '-name', 'corridord', '-type', 'f', '-perm', '-u+x', '-print', '-quit'],
  { encoding: 'utf8' },
).trim();

const broker = await Broker.make();
try {
  await broker.startAll();
  const speakers = await startLoad(broker.place);
  await killRounds(broker, speakers, Number(values.rounds), (line) => console.log(line));
  await poll(() => broker.isReady(), 'Corridor getting ready');
  await checkNothingLost(speakers);
  const receipts = speakers.reduce((sum, speaker) => sum + speaker.receipts.size, 0);
  console.log(`${values.rounds} kills, ${receipts} receipts: none lost, none twice, no hole in any sequence`);
  await Promise.all(speakers.map((speaker) => speaker.client.close()));
} finally {
  await broker.stop();
}
