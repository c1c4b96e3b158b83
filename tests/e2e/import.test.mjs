/* Referrals made elsewhere, imported from a file, and the reports that count them. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

import { answer, ask, counts, nhsNumber, patient } from './lib/cases.mjs';
import { corridorctl } from './lib/cli.mjs';
import { place as placeNow } from './lib/env.mjs';
import { overWs } from './lib/ws_client.mjs';

const place = placeNow();
const folder = mkdtempSync(path.join(os.tmpdir(), 'corridor-import-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const today = () => new Date(Date.now()).toLocaleDateString('en-GB', { timeZone: 'Europe/London' });
const ubrn = () => String(randomInt(10 ** 11)).padStart(12, '0');

function file(name, lines) {
  const where = path.join(folder, name);
  writeFileSync(where, `\uFEFFUBRN,NHS Number,Specialty,Referral Date,Provider\r\n${lines.join('\r\n')}\r\n`);
  return where;
}

const lastJson = (out) => JSON.parse(out.trim().split('\n').at(-1));

/** Runs an import whose outcome is told as JSON. */
async function imported(args, status = 0) {
  const result = await corridorctl(place, 'm.grant', ['referrals', 'import', ...args, '--json']);
  assert.equal(result.status, status, result.err + result.out);
  return { ...lastJson(result.out), err: result.err };
}

/** A case that counts as an avoided referral to ENT; resolves to its patient. */
async function avoidedReferral(gp, specialist) {
  const someone = patient();
  const { thread } = await ask(gp, 'j.adeyemi', { patient: someone, title: 'Hoarse for three weeks' });
  await answer(specialist, thread);
  const { avoided } = await gp.ok('case.close', { thread, outcome: 'managed_in_primary_care' });
  assert.equal(avoided, 'provisional');
  return { thread, number: someone.nhs_number };
}

test('an imported referral defers the avoided one it contradicts, once, however often the file is imported', async () => {
  const [gp, specialist] = [await overWs(place, 'a.khan'), await overWs(place, 'j.adeyemi')];
  const before = await counts(gp, '120');
  const { thread, number } = await avoidedReferral(gp, specialist);
  const spaced = `${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`;
  const lines = [
    `${ubrn()},${spaced},"EAR, NOSE & THROAT",${today()},RXX`,
    `${ubrn()},${nhsNumber()},Cardiology,${today()},Fairwater University Hospitals`,
  ];
  const once = file('october.csv', lines);

  const plan = await corridorctl(place, 'm.grant', ['referrals', 'import', once, '--dry-run']);
  assert.equal(plan.status, 0, plan.err);
  assert.match(plan.out, /line 2: would record \*{3} \*{3} \d{4}, 120 Ear Nose and Throat Service/);
  assert.match(plan.out, /2 would be recorded, 0 repeated, 0 rejected\. Nothing was sent\./);
  assert.equal((await counts(gp, '120')).deferred, before?.deferred ?? 0, 'a dry run changes nothing');

  const first = await imported([once]);
  assert.deepEqual([first.matched, first.unmatched, first.deferred, first.known], [1, 1, 1, 0]);
  await gp.event('referral.deferred', { thread, data: { cause: 'referral_recorded', neighbourhood: 'riverside' } });
  const again = await imported([file('october-and-more.csv', [...lines, `${ubrn()},${nhsNumber()},ENT,${today()},`])]);
  assert.deepEqual([again.matched, again.unmatched, again.deferred, again.known], [0, 1, 0, 2]);

  const later = await counts(gp, '120');
  assert.equal(later.deferred - (before?.deferred ?? 0), 1);
  assert.equal(later.avoided_provisional, before?.avoided_provisional ?? 0);
  for (const { out, err } of [plan, first, again].map(({ out = '', err }) => ({ out, err })))
    assert.ok(!`${out}${err}`.includes(number) && !`${out}${err}`.includes(spaced), 'an NHS number is shown');
  await Promise.all([gp.close(), specialist.close()]);
});

test('a file with a bad line is not sent at all, unless its good lines are asked for', async () => {
  const bad = file('bad.csv', [
    `${ubrn()},${nhsNumber()},Cardiology,${today()},`, `${ubrn()},${nhsNumber()},Palmistry,${today()},`,
    `${ubrn()},1234567890,Cardiology,${today()},`, `${ubrn()},${nhsNumber()},Cardiology,31/02/2026,`,
  ]);
  const whole = await corridorctl(place, 'm.grant', ['referrals', 'import', bad]);
  assert.equal(whole.status, 2);
  assert.match(whole.err, /line 3: rejected: the specialty "Palmistry" is not known/);
  assert.match(whole.err, /line 4: rejected: the NHS number/);
  assert.match(whole.err, /line 5: rejected: the referral date "31\/02\/2026"/);
  assert.match(whole.err, /3 of 4 lines are rejected, so nothing was sent/);
  const rest = await imported([bad, '--skip-rejected']);
  assert.deepEqual([rest.unmatched, rest.known, rest.rejected], [1, 0, 3]);
});

test('one UBRN with other details is refused, and somebody without the right to record stops at once', async () => {
  const number = ubrn();
  await imported([file('first.csv', [`${number},${nhsNumber()},Cardiology,${today()},`])]);
  const other = await imported([file('other.csv', [`${number},${nhsNumber()},Cardiology,${today()},`])], 1);
  assert.equal(other.refused, 1);
  assert.match(other.err, /line 2: refused: this UBRN was imported before with other details/);
  const manager = await corridorctl(place, 'n.shaw', ['referrals', 'import', file('x.csv', [
    `${ubrn()},${nhsNumber()},Cardiology,${today()},`, `${ubrn()},${nhsNumber()},Cardiology,${today()},`,
  ])]);
  assert.equal(manager.status, 1);
  assert.equal(manager.err.match(/refused/g).length, 1);
});

test('every report can be read at a terminal and as a file, by those whom it is for', async () => {
  for (const name of ['avoided', 'reply_times', 'workload', 'outcomes', 'activity', 'equity', 'return']) {
    const table = await corridorctl(place, 'n.shaw', ['report', name]);
    assert.equal(table.status, 0, `${name}: ${table.err}`);
    const csv = await corridorctl(place, 'n.shaw', ['report', name, '--csv', '--reach', 'beyond_icb']);
    assert.equal(csv.status, 0, `${name}: ${csv.err}`);
    assert.match(csv.out, /^\uFEFF"[a-z_]+",/, name);
  }
  const avoided = await corridorctl(place, 'n.shaw', ['report', 'avoided', '--by', 'neighbourhood,treatment_function']);
  assert.match(avoided.out, /CODE +SPECIALTY +NEIGHBOURHOOD/);
  assert.match(avoided.out, /riverside/);
  const mine = await corridorctl(place, 'j.adeyemi', ['report', 'relationships']);
  assert.equal(mine.status, 0, mine.err);
  assert.match(mine.out, /a\.khan/);
  assert.equal((await corridorctl(place, 'n.shaw', ['report', 'relationships'])).status, 1);
  assert.equal((await corridorctl(place, 'n.shaw', ['report', 'avoided', '--by', 'colour'])).status, 1);
  assert.equal((await corridorctl(place, 'n.shaw', ['report', 'nonsense'])).status, 2);
});

test('an administrator sets what is expected and reviews the ledger', async () => {
  const set = await corridorctl(place, 'o.frost', ['activity', 'set', '--specialty', '430', '--first', '11', '--total', '27',
    '--source', 'A local count', '--year', '2025']);
  assert.equal(set.status, 0, set.err);
  const report = await corridorctl(place, 'n.shaw', ['report', 'activity', '--json']);
  const row = lastJson(report.out).rows.find((one) => one.treatment_function === '430' && one.neighbourhood === 'riverside');
  assert.deepEqual([row.expected_first_per_week, row.expected_total_per_week, row.source, row.year], [11, 27, 'A local count', 2025]);
  const review = await corridorctl(place, 'o.frost', ['review']);
  assert.equal(review.status, 0, review.err);
  assert.match(review.out, /confirmed\.$/m);
  assert.equal((await corridorctl(place, 'a.khan', ['review'])).status, 1);
});
