/* The reports, in the browser: the figures are those of the server, stand in tables, and name no patient. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';

import { checkQuiet, everyWidth, loaded, openBrowser, visit } from './lib/browser.mjs';
import { answer, ask } from './lib/cases.mjs';
import { place, test } from './lib/harness.mjs';
import { overWs } from './lib/ws_client.mjs';

let browser = null;
let manager = null;

before(async () => {
  browser = await openBrowser(place);
  manager = await overWs(place, 'n.shaw');
  const [team, specialist] = [await overWs(place, 'a.khan'), await overWs(place, 'e.okafor')];
  for (const [age_band, sex, deprivation_decile] of [
    ['65-79', 'female', 2],
    ['80+', 'male', 10],
  ]) {
    const { thread } = await ask(team, 'e.okafor', { age_band, sex, deprivation_decile });
    await answer(specialist, thread);
    await team.ok('case.close', { thread, outcome: 'managed_in_primary_care' });
  }
  // Few cases, and first by name.
  const other = await overWs(place, 'c.lewis');
  await ask(other, 'e.okafor');
  await Promise.all([team.close(), other.close(), specialist.close()]);
});
after(async () => {
  await browser?.close();
  await manager?.close();
});

const day = new Date().toLocaleDateString('en-CA', { timeZone: 'Europe/London' });
/** The period that the page begins with: the last twelve months. */
const year = () => {
  const [now, month] = day.split('-').map(Number);
  return { from: new Date(Date.UTC(now, month - 12, 1)).toISOString().slice(0, 10), until: day };
};

async function openTab(page, tab) {
  await page.getByRole('button', { name: tab, exact: true }).click();
  await page.getByRole('heading', { name: tab, level: 1 }).waitFor();
  await loaded(page);
}

const tableOf = (page, name) => page.getByRole('group', { name, exact: true });
/** The cells of a row, without the one that a bar fills. */
const cells = async (table, name) => {
  const all = await table.getByRole('row', { name }).first().getByRole('cell').allTextContents();
  return all.filter((cell) => cell !== '');
};

/** Behind each heading stands what it means, until Escape is pressed. */
async function checkMeanings(page, name) {
  const buttons = tableOf(page, name).getByRole('columnheader').getByRole('button');
  const words = await buttons.allTextContents();
  for (const word of words) {
    await buttons.filter({ hasText: new RegExp(`^${word}$`) }).focus();
    await page.keyboard.press('Enter');
    assert.match(await page.locator('.meaning:popover-open').innerText(), new RegExp(`^${word}\\s+\\S.{10}`));
    if (word === words[0]) await everyWidth(page, `report-meaning-${name.toLowerCase().replaceAll(' ', '-')}`);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.meaning:popover-open').count(), 0);
  }
  return words;
}

async function csvOf(page, name) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  return readFileSync(await download.path(), 'utf8');
}

async function done(...pages) {
  for (const page of pages) {
    assert.doesNotMatch(await page.locator('main').textContent(), /TESTPATIENT|NHS No/);
    checkQuiet(page, place);
    await page.context().close();
  }
}

test('a manager reads how cases ended, and what was asked of each link', async () => {
  const page = await browser.signedIn('n.shaw');
  await openTab(page, 'Outcomes');
  const outcomes = await manager.ok('report.outcomes', year());
  const advised = outcomes.rows.find(
    (row) =>
      row.treatment_function === '320' && row.recommendation === 'ADVICE_ONLY_NO_REFERRAL_RECOMMENDED' && !row.by_mdt,
  );
  const told = await cells(tableOf(page, 'Outcomes'), /Cardiology: Advice only/);
  assert.deepEqual(told.slice(0, 3), [advised.closed, advised.managed_in_primary_care, advised.referred].map(String));
  await page.getByRole('heading', { name: /% of closed cases stayed in primary care/ }).waitFor();
  assert.equal((await checkMeanings(page, 'Outcomes')).length, 7);
  await page.getByText('What the words mean').click();
  await everyWidth(page, 'report-outcomes');
  assert.match(await csvOf(page, /^Outcomes by recommendation/), /recommendation/);

  await openTab(page, 'Workload');
  const { rows } = await manager.ok('report.workload', year());
  const cardiology = rows.find((row) => row.treatment_function === '320' && row.neighbourhood === 'riverside');
  assert.deepEqual(
    await cells(tableOf(page, 'Workload'), /Cardiology for Riverside/),
    ['specialists', 'asked', 'answered', 'information_requests', 'messages', 'waiting_now', 'overdue_now'].map((name) =>
      String(cardiology[name]),
    ),
  );
  const text = await page.locator('main').textContent();
  for (const { name } of Object.values(place.people)) assert.ok(!text.includes(name), `${name} stands in the workload`);
  await everyWidth(page, 'report-workload');
  assert.match(await csvOf(page, /^Workload by link/), /waiting_now/);
  await done(page);
});

test('a manager reads who is asked about, in the order of the groups, and not of their figures', async () => {
  const page = await browser.signedIn('n.shaw');
  await openTab(page, 'Who is asked about');
  const { rows } = await manager.ok('report.equity', { ...year(), by: ['age_band'] });
  const old = rows.find((row) => row.age_band === '80+');
  const table = tableOf(page, 'Who is asked about');
  const share = `${Math.round((100 * old.avoided) / old.asked)}%`;
  assert.deepEqual(
    await cells(table, /80 and over/),
    [old.asked, old.answered, old.avoided, share, old.referred].map(String),
  );
  const groups = await table.getByRole('rowheader').allTextContents();
  assert.deepEqual(groups.slice(-2), ['80 and over', 'Not supplied']);
  await everyWidth(page, 'report-equity');
  await page.getByLabel('By', { exact: true }).selectOption({ label: 'Deprivation' });
  await table.getByRole('rowheader', { name: 'Decile 2', exact: true }).waitFor();
  assert.deepEqual((await table.getByRole('rowheader').allTextContents()).slice(-2), [
    'Decile 10, least deprived',
    'Not supplied',
  ]);
  await page.getByLabel('By', { exact: true }).selectOption({ label: 'Sex' });
  await table.getByRole('rowheader', { name: 'Female' }).waitFor();
  assert.match(await csvOf(page, /^By deprivation/), /deprivation_decile/);
  await done(page);
});

test('a manager reads advice beside expected activity, and the monthly return', async () => {
  const page = await browser.signedIn('n.shaw');
  await openTab(page, 'Expected activity');
  const { rows } = await manager.ok('report.activity', year());
  const cardiology = rows.find((row) => row.treatment_function === '320' && row.neighbourhood === 'riverside');
  const told = await cells(tableOf(page, 'Expected activity'), /Cardiology for Riverside/);
  assert.deepEqual(told.slice(0, 2), [cardiology.asked, cardiology.avoided].map(String));
  assert.ok((await page.locator('main').textContent()).includes(`${cardiology.source}, ${cardiology.year}.`));
  await everyWidth(page, 'report-activity');
  await openTab(page, 'Monthly return');
  const sent = await manager.ok('report.return', year());
  const [month] = sent.rows.filter((row) => row.treatment_function === '320').slice(-1);
  const line = await cells(tableOf(page, 'Monthly return'), /Cardiology/);
  assert.ok(line.includes(String(month.requests)), `${month.requests} in ${line}`);
  await everyWidth(page, 'report-return');
  assert.match(await csvOf(page, /small counts withheld/), /"?beyond_icb/);
  assert.equal(await page.getByRole('button', { name: 'Relationships' }).count(), 0, 'not for managers');
  await done(page);
});

test('the people of a link see how they talk, by name and not by figure, and nobody else does', async () => {
  const page = await browser.signedIn('e.okafor');
  await visit(page, '#/dashboard');
  await page.getByRole('heading', { name: 'Relationships', level: 1 }).waitFor();
  await loaded(page);
  const specialist = await overWs(place, 'e.okafor');
  const { rows } = await specialist.ok('report.relationships', year());
  const [link] = rows.filter((row) => /Riverside: Cardiology/.test(row.name));
  const told = await cells(tableOf(page, 'Relationships'), /Riverside: Cardiology/);
  assert.deepEqual(told.slice(0, 3), [link.cases, link.pairs, link.repeat_pairs].map(String));
  await page.getByText(/^Who talks in Riverside: Cardiology/).click();
  const pairs = tableOf(page, `Who talks in ${link.name}`);
  const names = await pairs.getByRole('rowheader').allTextContents();
  assert.equal(names[0], `${place.people['c.lewis'].name} and ${place.people['e.okafor'].name}`);
  assert.deepEqual(names, [...names].sort());
  assert.ok(names.includes(`${place.people['a.khan'].name} and ${place.people['e.okafor'].name}`), String(names));
  await everyWidth(page, 'report-relationships');
  assert.match(await csvOf(page, /^Relationships by link/), /clinician_name/);
  await specialist.close();
  const coordinator = await browser.signedIn('m.grant');
  await visit(coordinator, '#/dashboard');
  await openTab(coordinator, 'Relationships');
  await tableOf(coordinator, 'Relationships').waitFor();
  await done(page, coordinator);
});
