/* The whole story at a terminal, by two people who only have the command line. */
import assert from 'node:assert/strict';

import { counts, nhsNumber } from './lib/cases.mjs';
import { corridor } from './lib/cli.mjs';
import { place, test } from './lib/harness.mjs';
import { overWs } from './lib/ws_client.mjs';

/** Runs a command that must succeed. */
async function run(person, args, options) {
  const result = await corridor(place, person, args, options);
  assert.equal(result.status, 0, `corridor ${args.join(' ')}: ${result.err}${result.out}`);
  return result.out;
}

const lastJson = (out) => JSON.parse(out.trim().split('\n').at(-1));

test('a case is asked, answered, closed and counted at the terminal', async () => {
  const number = nhsNumber();
  const watcher = await overWs(place, 'a.khan');
  const before = await counts(watcher, '400');
  assert.match(await run('a.khan', ['whoami']), /a\.khan/);
  assert.match(await run('a.khan', ['people', '--specialty', '400']), new RegExp(place.people['i.novak'].name));
  const asked = lastJson(
    await run(
      'a.khan',
      [
        'ask',
        '--to',
        'i.novak',
        '--nhs',
        number,
        '--name',
        'TESTPATIENT, Robin',
        '--born',
        '1961-03-14',
        '--title',
        'Tension headache',
        '--question',
        '-',
        '--intent',
        'would_refer',
        '--json',
      ],
      { input: 'Daily for a month, normal examination. Image or reassure?\n' },
    ),
  );
  assert.match(asked.thread, /^t\d+$/);
  assert.match(await run('i.novak', ['inbox']), /Tension headache/);
  const shown = await run('i.novak', ['show', asked.thread]);
  assert.match(shown, /Image or reassure\?/);
  assert.ok(
    shown.includes(`${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`),
    'the number is shown 3-3-4',
  );
  await run('a.khan', ['reply', asked.thread, 'Discs are sharp.']);
  await watcher.event('message.sent', { thread: asked.thread });
  await run('i.novak', [
    'answer',
    asked.thread,
    '--answer',
    'Reassure, no imaging.',
    '--next',
    'GP',
    '--recommend',
    'advice_only',
  ]);
  await watcher.event('case.answered', { thread: asked.thread });
  await run('a.khan', ['close', asked.thread, '--outcome', 'managed_in_primary_care']);
  const after = await counts(watcher, '400');
  assert.equal(after.avoided_provisional - (before?.avoided_provisional ?? 0), 1);
  assert.match(await run('a.khan', ['report']), /Neurology/);
  assert.match(await run('a.khan', ['search', 'reassure']), /Tension headache/);
  await watcher.close();
});

test('an outbox that holds something for another copy stops no question, and no more', async () => {
  const elsewhere = { ...place, mqttPort: 9 };
  assert.notEqual((await corridor(elsewhere, 'h.silva', ['reply', 't1', 'Kept.', '--timeout', '1'])).status, 0);
  assert.match(await run('h.silva', ['whoami']), /h\.silva/);
  const refused = await corridor(place, 'h.silva', ['reply', 't1', 'Not here.']);
  assert.match(refused.err, /another device or server/);
});

test('what is refused is said in a sentence and by the exit status', async () => {
  const outsider = await corridor(place, 'd.moore', ['show', 't999999999']);
  assert.equal(outsider.status, 1);
  assert.match(outsider.err, /no thread t999999999/i);
  assert.equal((await corridor(place, 'a.khan', ['ask', '--to'])).status, 2);
  assert.equal((await corridor(place, 'a.khan', ['nonsense'])).status, 2);
  const nowhere = await corridor({ ...place, mqttPort: 1 }, 'a.khan', ['whoami', '--timeout', '2']);
  assert.equal(nowhere.status, 3);
});
