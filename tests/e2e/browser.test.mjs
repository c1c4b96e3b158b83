/* Two people in their own browsers, at once and live. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { checkAccessible, checkDiscreet, enterCredentials, openBrowser, shot } from './lib/browser.mjs';
import { ask, nhsNumber } from './lib/cases.mjs';
import { place, test } from './lib/harness.mjs';
import { overWs } from './lib/ws_client.mjs';

const PHONE = { width: 320, height: 640 };
let browser = null;

before(async () => {
  browser = await openBrowser(place);
});
after(() => browser?.close());

const spaced = (number) => `${number.slice(0, 3)}\u00a0${number.slice(3, 6)}\u00a0${number.slice(6)}`;

async function askInBrowser(page, number, title) {
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await page.getByLabel('Who do you ask').selectOption({ label: await optionFor(page, place.people['e.okafor'].name) });
  await page
    .getByText(/Reply due/)
    .first()
    .waitFor();
  await page.getByLabel('NHS number').fill(`${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`);
  await page.getByLabel('Name', { exact: true }).fill('TESTPATIENT, Robin (Ms)');
  await page.getByLabel('Date of birth').fill('14 3 1961');
  await page.getByLabel('The question in a line').fill(title);
  await page.getByLabel('Question', { exact: true }).fill('Found at a routine check, no symptoms. Anticoagulate now?');
  await page.getByRole('radio', { name: 'Refer', exact: true }).check();
  await checkAccessible(page, 'the ask page');
  await shot(page, 'ask-desktop');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByRole('heading', { name: title }).waitFor();
}

async function optionFor(page, name) {
  const labels = await page.getByLabel('Who do you ask').locator('option').allTextContents();
  return labels.find((label) => label.startsWith(name));
}

test('a GP and a consultant talk a case through, each seeing the other live', async () => {
  const number = nhsNumber();
  const title = `Atrial fibrillation, ${number.slice(6)}`;
  const gp = await browser.signedIn('a.khan');
  const consultant = await browser.signedIn('e.okafor', { width: 1100, height: 900 });
  await askInBrowser(gp, number, title);

  const row = consultant.getByRole('link', { name: new RegExp(title) });
  await row.waitFor();
  await checkAccessible(consultant, 'the inbox');
  await shot(consultant, 'inbox-desktop');
  await row.click();
  const banner = consultant.getByRole('region', { name: 'Patient' });
  await banner.getByText(spaced(number)).waitFor();
  assert.match(await banner.textContent(), /TESTPATIENT, Robin \(Ms\).*14-Mar-1961 \(\d+y\)/);
  await consultant.getByText('Anticoagulate now?').waitFor();
  await gp.locator('.message', { hasText: 'Anticoagulate now?' }).getByText('Seen').waitFor();

  await consultant.getByLabel('Reply').fill('What is the CHA2DS2-VASc score?');
  await consultant.getByRole('button', { name: 'Ask for information' }).click();
  await gp.locator('.message', { hasText: 'CHA2DS2-VASc' }).waitFor();
  await gp
    .getByText(/Waiting for information from/)
    .first()
    .waitFor();
  await gp.getByLabel('Reply').fill('Two: hypertension and age.');
  await gp.getByLabel('Reply').press('Control+Enter');
  await consultant.locator('.message', { hasText: 'hypertension and age' }).waitFor();

  await consultant.getByText('Answer this case', { exact: true }).click();
  await consultant.getByRole('radio', { name: 'Advice only, no referral needed' }).check();
  await consultant.getByLabel('Answer', { exact: true }).fill('Yes, start a direct oral anticoagulant.');
  await consultant
    .getByLabel('What to do in primary care (optional)')
    .fill('Apixaban 5 mg twice a day, check renal function.');
  await consultant.getByLabel('What would change my mind (optional)').fill('A fall in kidney function or bleeding.');
  await consultant.getByLabel('By when (optional)').fill('2027-01-15');
  await checkAccessible(consultant, 'the answer form');
  await shot(consultant, 'answer-form-desktop');
  await consultant.getByRole('button', { name: 'Send answer' }).click();

  const answer = gp.locator('.message.answer');
  await answer.getByText('Yes, start a direct oral anticoagulant.').waitFor();
  const parts = await answer.textContent();
  for (const words of [
    place.people['e.okafor'].name,
    'Advice only, no referral needed',
    'In primary care',
    'What would change this advice',
    'GP, by 15-Jan-2027',
  ])
    assert.ok(parts.includes(words), `${words} in ${parts}`);
  assert.match(
    await answer.locator('.author').textContent(),
    /\d{7}/,
    'the professional number stands beside the name',
  );
  await checkAccessible(gp, 'an answered case');
  await shot(gp, 'case-desktop');

  await gp.getByRole('button', { name: 'Close: managed in primary care' }).click();
  for (const page of [gp, consultant]) {
    await page.getByText('Outcome: Managed in primary care').waitFor();
    await page.getByText(/Counts as an avoided referral, provisionally/).waitFor();
  }
  await gp.getByRole('button', { name: 'Refer now' }).waitFor();
  for (const page of [gp, consultant]) {
    await checkDiscreet(page, [number, spaced(number), 'TESTPATIENT', title, 'anticoagulant']);
    assert.deepEqual(page.complaints, []);
    assert.deepEqual([...page.hosts], [new URL(place.origin).host], 'nothing is fetched from elsewhere');
    await page.context().close();
  }
});

test('a page that was away shows what happened meanwhile, and typing is seen', async () => {
  const team = await overWs(place, 'b.osei');
  const { thread } = await ask(team, 'f.rossi', { title: 'Changing mole' });
  const page = await browser.signedIn('f.rossi');
  await page.goto(`${place.origin}/#/case/${thread}`);
  await page.getByRole('heading', { name: 'Changing mole' }).waitFor();
  await team.ok('typing', { thread });
  await page.getByText(`${place.people['b.osei'].name} is writing`).waitFor();
  await team.ok('message.send', { thread, body: 'It bled this morning.' });
  await page.locator('.message', { hasText: 'It bled this morning.' }).waitFor();
  await page.reload();
  await page.locator('.message', { hasText: 'It bled this morning.' }).waitFor();
  await page.context().close();
  await team.close();
});

test('the phone layout at 320 pixels shows one thing at a time, without scrolling sideways', async () => {
  const team = await overWs(place, 'c.lewis');
  await ask(team, 'h.silva', { title: 'Breathless on exertion, spirometry attached in the record' });
  const page = await browser.newPage(PHONE);
  await page.goto(place.origin);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await checkAccessible(page, 'sign-in on a phone');
  await shot(page, 'sign-in-phone');
  await enterCredentials(page, place, 'c.lewis');
  await page
    .getByRole('link', { name: /Breathless on exertion/ })
    .first()
    .waitFor();
  await checkAccessible(page, 'the inbox on a phone');
  await shot(page, 'inbox-phone');
  await page
    .getByRole('link', { name: /Breathless on exertion/ })
    .first()
    .click();
  await page.getByRole('region', { name: 'Patient' }).waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Inbox' }).isVisible(), false);
  await page.getByLabel('Reply').scrollIntoViewIfNeeded();
  assert.equal(await page.getByRole('region', { name: 'Patient' }).isVisible(), true);
  const top = await page
    .getByRole('region', { name: 'Patient' })
    .evaluate((banner) => banner.getBoundingClientRect().top);
  assert.ok(top >= 0 && top < 5, `the banner stays on top, not at ${top}`);
  await checkAccessible(page, 'a case on a phone');
  await shot(page, 'case-phone');
  await page.getByRole('link', { name: 'Back to inbox' }).click();
  await page
    .getByRole('link', { name: /Breathless on exertion/ })
    .first()
    .waitFor();
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await page.getByLabel('Who do you ask').waitFor();
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByText('There is a problem').waitFor();
  await checkAccessible(page, 'the ask page with problems on a phone');
  await shot(page, 'ask-problems-phone');
  assert.deepEqual(page.complaints, []);
  await page.context().close();
  await team.close();
});

test('a wrong password is said plainly and signing out leaves nothing behind', async () => {
  const page = await browser.newPage({ width: 820, height: 900 });
  await page.goto(place.origin);
  await page.getByLabel('User name').fill('k.byrne');
  await page.getByLabel('Password').fill('wrong');
  await page.getByLabel('One-time code').fill('000000');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('There is a problem').waitFor();
  await enterCredentials(page, place, 'k.byrne');
  await page.getByRole('heading', { name: 'Inbox' }).first().waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Corridor' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in to Corridor' }).waitFor();
  assert.deepEqual(
    await page
      .context()
      .cookies()
      .then((cookies) => cookies.filter((cookie) => cookie.name === '__Host-corridor')),
    [],
  );
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('a manager sees counts and no patient', async () => {
  const page = await browser.signedIn('n.shaw');
  await page
    .getByRole('heading', { name: /Avoided referrals/ })
    .last()
    .waitFor();
  await page.getByRole('row', { name: /Cardiology/ }).waitFor();
  await checkAccessible(page, 'the report');
  await shot(page, 'report-desktop');
  assert.ok(!/TESTPATIENT|NHS No/.test(await page.locator('body').textContent()));
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('a case is asked by keyboard alone', async () => {
  const page = await browser.signedIn('b.osei');
  await page.getByRole('link', { name: place.people['j.adeyemi'].name }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('NHS number').focus();
  await page.keyboard.type('999 000 0026');
  await page.keyboard.press('Tab');
  await page.keyboard.type('TESTPATIENT, Sam');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Recurrent tonsillitis');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Six episodes in a year.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: 'Recurrent tonsillitis' }).waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
