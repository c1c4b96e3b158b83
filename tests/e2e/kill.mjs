/*
 * Kills corridord and Mosquitto in turn at moments of chance, in the middle of the load, as often as told; then judges the
 * record and what everybody heard.
 */
import { parseArgs } from 'node:util';

import { Broker } from './lib/broker.mjs';
import { Chance } from './lib/chance.mjs';
import { built } from './lib/env.mjs';
import { kill } from './lib/faults.mjs';
import { Load } from './lib/load.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
process.env.CORRIDORD ??= built('corridord');
const seed = Number(values.seed);

const broker = await Broker.make();
try {
  await broker.startAll();
  const load = await Load.start(broker.place, { name: 'kill', seed });
  const recoveries = await kill(broker, load, {
    rounds: Number(values.rounds),
    chance: new Chance(seed),
    say: (line) => console.log(line),
  });
  const at = (share) => recoveries[Math.min(recoveries.length - 1, Math.floor(recoveries.length * share))];
  console.log(await load.judge(broker));
  console.log(
    `${values.rounds} kills, seed ${seed}: everybody answered again after ${at(0.5)} ms (half), ` +
      `${at(0.99)} ms (p99), ${recoveries.at(-1)} ms (all)`,
  );
} finally {
  await broker.stop();
}
