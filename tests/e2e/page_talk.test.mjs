/* Two people in their own browsers, at once and live: asking, answering, ending. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import {
  checkAccessible,
  checkDiscreet,
  checkQuiet,
  everyWidth,
  keptCount,
  openBrowser,
  shot,
  visit,
} from './lib/browser.mjs';
import { answer, ask, nhsNumber } from './lib/cases.mjs';
import { place, test } from './lib/harness.mjs';
import { overWs } from './lib/ws_client.mjs';

let browser = null;

before(async () => {
  browser = await openBrowser(place);
});
after(() => browser?.close());

const spaced = (number, space = '\u00a0') =>
  `${number.slice(0, 3)}${space}${number.slice(3, 6)}${space}${number.slice(6)}`;
const nameOf = (person) => place.people[person].name;

/** Counts what a hand does: clicks and taps, and keys that are not words being written. Runs in every document. */
async function countActs(page) {
  await page.evaluate(() => {
    const isCounting = globalThis.acts !== undefined;
    globalThis.acts = { clicks: 0, keys: [] };
    if (isCounting) return;
    addEventListener('pointerdown', () => (globalThis.acts.clicks += 1), true);
    addEventListener(
      'keydown',
      (event) => {
        const isWriting =
          event.target.matches('textarea, input[type="text"]') && event.key.length === 1 && !event.ctrlKey;
        const isPaste = event.ctrlKey && event.key === 'v';
        if (!isWriting && !isPaste && !['Control', 'Shift'].includes(event.key)) globalThis.acts.keys.push(event.key);
      },
      true,
    );
  });
}

const acts = (page) => page.evaluate(() => globalThis.acts);

async function pasteLine(page, line) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), line);
  await page.keyboard.press('Control+v');
}

test('a case is asked with 1 click and 3 control keys, answered, and closed with 1 click, both seeing it live', async () => {
  const number = nhsNumber();
  const question = `Atrial fibrillation ${number.slice(6)}, found at a routine check. Anticoagulate now?`;
  const title = `Atrial fibrillation ${number.slice(6)}, found at a routine check`;
  const gp = await browser.signedIn('a.khan');
  const consultant = await browser.signedIn('e.okafor', { width: 1100, height: 900 });
  await gp.getByRole('link', { name: `Ask ${nameOf('e.okafor')}` }).waitFor();
  await countActs(gp);
  await gp.getByRole('link', { name: `Ask ${nameOf('e.okafor')}` }).click();
  await gp.getByText(/the reply is due/).waitFor();
  await gp.getByText('Not for emergencies.').waitFor();
  await pasteLine(gp, `Testpatient, Robin (Ms)  Born 14-Mar-1961  NHS No. ${spaced(number, ' ')}`);
  await gp.keyboard.type(question);
  await gp.keyboard.press('Tab');
  await gp.keyboard.press('Space');
  await gp.keyboard.press('Control+Enter');
  await gp.getByRole('heading', { name: title, level: 1 }).waitFor();
  assert.deepEqual(await acts(gp), { clicks: 1, keys: ['Tab', ' ', 'Enter'] });

  const row = consultant.getByRole('link', { name: new RegExp(title) });
  await row.waitFor();
  await checkAccessible(consultant, 'the inbox');
  await row.click();
  const banner = consultant.getByRole('region', { name: 'Patient' });
  await banner.getByText(spaced(number)).waitFor();
  assert.match(await banner.textContent(), /TESTPATIENT, Robin \(Ms\).*14-Mar-1961 \(\d+y\)/);
  await gp.locator('.message', { hasText: 'Anticoagulate now?' }).getByText('Seen').waitFor();
  await gp.getByText(new RegExp(`Read by ${nameOf('e.okafor')}`)).waitFor();

  await consultant.getByLabel('Reply').fill('What is the CHA2DS2-VASc score?');
  await gp.getByText(`${nameOf('e.okafor')} is writing`).waitFor();
  await consultant.getByRole('button', { name: 'Ask for information' }).click();
  await gp.locator('.message', { hasText: 'CHA2DS2-VASc' }).waitFor();
  await gp
    .locator('.case-head')
    .getByText(/Waiting for information from/)
    .waitFor();
  await gp.getByLabel('Reply').fill('Two: hypertension and age.');
  await gp.getByLabel('Reply').press('Control+Enter');
  await consultant.locator('.message', { hasText: 'hypertension and age' }).waitFor();

  await consultant.getByText('Answer this case', { exact: true }).click();
  await consultant.getByRole('button', { name: 'Send answer' }).click();
  await consultant.getByRole('link', { name: 'Choose what you recommend' }).waitFor();
  await checkAccessible(consultant, 'the answer form with problems');
  await consultant.getByRole('radio', { name: 'Advice only, no referral needed' }).check();
  await consultant.getByLabel('Answer', { exact: true }).fill('Yes, start a direct oral anticoagulant.');
  await consultant.getByLabel('What to do in primary care (optional)').fill('Apixaban 5 mg twice a day.');
  await consultant.getByLabel('What would change my mind (optional)').fill('A fall in kidney function or bleeding.');
  await consultant.getByLabel('By when (optional)').fill('2027-01-15');
  await shot(consultant, 'answer-form');
  await consultant.getByRole('button', { name: 'Send answer' }).click();

  const answered = gp.locator('.message--answer');
  await answered.getByText('Yes, start a direct oral anticoagulant.').waitFor();
  const parts = await answered.textContent();
  for (const words of [
    nameOf('e.okafor'),
    'Advice only, no referral needed',
    'In primary care',
    'What would change this advice',
    'GP, by 15-Jan-2027',
  ])
    assert.ok(parts.includes(words), `${words} in ${parts}`);
  assert.match(
    await answered.locator('.author').textContent(),
    /\d{7}/,
    'the professional number stands beside the name',
  );
  await checkAccessible(gp, 'an answered case');
  await answered.getByRole('button', { name: /Thank/ }).click();
  await consultant.getByText(new RegExp(`Thanked by ${nameOf('a.khan')}`)).waitFor();

  await countActs(gp);
  await gp.getByRole('button', { name: 'Managed in primary care' }).click();
  for (const page of [gp, consultant]) {
    await page.getByText(/Outcome: Managed in primary care/).waitFor();
    await page.getByText(/Counts as an avoided referral, provisionally/).waitFor();
  }
  assert.deepEqual(await acts(gp), { clicks: 1, keys: [] });
  await gp.getByRole('button', { name: 'Refer now' }).waitFor();
  await gp.getByRole('button', { name: 'Undo' }).click();
  await consultant.getByText(/Opened again/).waitFor();

  for (const page of [gp, consultant]) {
    await checkDiscreet(page, [
      number,
      spaced(number),
      spaced(number, ' '),
      'estpatient',
      'TESTPATIENT',
      'nticoagulat',
    ]);
    checkQuiet(page, place);
    await page.context().close();
  }
});

test('on a phone a case is asked with 4 taps and an outcome recorded with 1', async () => {
  const page = await browser.signedIn('c.lewis', { width: 390, height: 740 }, { hasTouch: true, isMobile: true });
  await page.getByRole('link', { name: 'Ask', exact: true }).waitFor();
  await countActs(page);
  await page.getByRole('link', { name: 'Ask', exact: true }).tap();
  await page.getByRole('link', { name: `Ask ${nameOf('h.silva')}` }).tap();
  await page.getByLabel('NHS number').waitFor();
  await pasteLine(page, `999 000 0018 TESTPATIENT, Sam 14/03/1961`);
  await page.keyboard.type('Breathless on exertion, spirometry normal. What next?');
  await page.getByText('Refer', { exact: true }).tap();
  await page.getByRole('button', { name: `Ask ${nameOf('h.silva')}` }).tap();
  await page.getByRole('heading', { name: 'Breathless on exertion, spirometry normal', level: 1 }).waitFor();
  assert.deepEqual(await acts(page), { clicks: 4, keys: [] });
  await countActs(page);
  await page.getByRole('button', { name: 'Tests first' }).tap();
  await page.getByText(/Outcome: Tests first/).waitFor();
  assert.deepEqual(await acts(page), { clicks: 1, keys: [] });
  checkQuiet(page, place);
  await page.context().close();
});

test('a case is asked, read and closed by keyboard alone', async () => {
  const page = await browser.signedIn('b.osei');
  await page.getByRole('link', { name: `Ask ${nameOf('j.adeyemi')}` }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('NHS number').waitFor();
  await page.keyboard.type('999 000 0026');
  await page.keyboard.press('Tab');
  await page.keyboard.type('TESTPATIENT, Sam');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  const title = `Recurrent tonsillitis ${nhsNumber()}`;
  await page.keyboard.type(`${title}. Six episodes in a year.`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
  const first = page.locator('.rows a').first();
  await first.focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(
    await page
      .locator('.rows a')
      .nth(1)
      .evaluate((link) => link === document.activeElement),
    true,
  );
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Patient' }).or(page.getByLabel('Reply')).first().waitFor();
  const fate = page.getByRole('button', { name: 'Managed in primary care' });
  await page.getByRole('link', { name: new RegExp(title) }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
  await fate.focus();
  const [button, sticky] = await Promise.all([
    fate.boundingBox(),
    page.getByRole('region', { name: 'Patient' }).boundingBox(),
  ]);
  assert.ok(button.y >= sticky.y + sticky.height, 'the banner does not hide what has the focus');
  await page.keyboard.press('Enter');
  await page.getByText(/Outcome: Managed in primary care/).waitFor();
  checkQuiet(page, place);
  await page.context().close();
});

test('what is wrong with a question is said, leads to its field, and sends nothing', async () => {
  const page = await browser.signedIn('a.khan', { width: 820, height: 900 });
  await page.getByRole('link', { name: `Ask ${nameOf('i.novak')}` }).click();
  await page.getByLabel('NHS number').fill('999 000 0019');
  await page.getByRole('button', { name: `Ask ${nameOf('i.novak')}` }).click();
  const summary = page.getByRole('alert').filter({ hasText: 'There is a problem' });
  await summary.waitFor();
  assert.equal(await summary.evaluate((box) => box === document.activeElement), true);
  assert.deepEqual((await summary.getByRole('link').allTextContents()).length, 4);
  await summary.getByRole('link', { name: /name or date of birth/ }).click();
  assert.equal(await page.getByLabel('Name', { exact: true }).evaluate((box) => box === document.activeElement), true);
  await checkAccessible(page, 'the ask page with problems');
  checkQuiet(page, place);
  await page.context().close();
});

test('a message is corrected and removed, and both sides see what became of it', async () => {
  const team = await overWs(place, 'b.osei');
  const { thread } = await ask(team, 'f.rossi', { title: 'Changing mole' });
  const [asker, specialist] = [await browser.signedIn('b.osei'), await browser.signedIn('f.rossi')];
  for (const page of [asker, specialist]) await visit(page, `#/case/${thread}`);
  await asker.getByLabel('Reply').fill('It bled this mornign.');
  await asker.getByRole('button', { name: 'Send' }).click();
  const mine = asker.locator('.message', { hasText: 'mornign' });
  await mine.getByRole('button', { name: /Correct/ }).click();
  await asker.getByLabel('How it should read').fill('It bled this morning.');
  await asker.getByLabel('Why', { exact: true }).fill('Slip of the pen');
  await asker.getByRole('button', { name: 'Correct', exact: true }).click();
  const theirs = specialist.locator('.message', { hasText: 'It bled this morning.' });
  await theirs.getByText(/^Corrected/).click();
  await theirs.getByText('First said: It bled this mornign.').waitFor();
  await asker
    .locator('.message', { hasText: 'It bled this morning.' })
    .getByRole('button', { name: /Remove/ })
    .click();
  await asker.getByLabel('Why these words must go').fill('Wrong patient');
  await asker.getByRole('button', { name: 'Remove for good' }).click();
  await specialist.getByText(/These words were removed .*: Wrong patient/).waitFor();
  assert.equal(await specialist.getByText('It bled').count(), 0);
  for (const page of [asker, specialist]) {
    checkQuiet(page, place);
    await page.context().close();
  }
  await team.close();
});

test('a case goes to the record as text and as a printed sheet, with who said what', async () => {
  const [team, specialist] = [await overWs(place, 'a.khan'), await overWs(place, 'e.okafor')];
  const { thread } = await ask(team, 'e.okafor', { title: 'Ankle swelling on amlodipine' });
  await answer(specialist, thread);
  const page = await browser.signedIn('a.khan');
  await visit(page, `#/case/${thread}`);
  await page.getByRole('button', { name: 'Copy as text' }).click();
  await page.getByText('Copied. Paste it into the record.').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const number = (words) => words.match(/\d{7}/)?.[0];
  for (const words of [
    'TESTPATIENT, Alex',
    'Born 14-Mar-1961',
    'Ankle swelling on amlodipine',
    `${nameOf('e.okafor')}, Consultant cardiologist`,
    'Recommendation: Advice only',
    thread,
  ])
    assert.ok(copied.includes(words), `${words} in ${copied}`);
  assert.ok(number(copied.split('Consultant cardiologist')[1]), 'the professional number is copied');
  await page.getByText('Not on the record yet.').waitFor();
  await page.getByRole('button', { name: 'I have put it on the record' }).click();
  await page.getByText(new RegExp(`Put on the record by ${nameOf('a.khan')} today`)).waitFor();
  await specialist.ok('message.send', { thread, body: 'One more thing.' });
  await page.getByText(/1 message since is not on it/).waitFor();
  await page.getByRole('link', { name: 'Print view' }).click();
  await page.getByRole('button', { name: 'Print' }).waitFor();
  await checkAccessible(page, 'the print view');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('navigation').isVisible(), false);
  assert.equal(await page.getByText('TESTPATIENT, Alex').isVisible(), true);
  const sheet = await page.pdf({ format: 'A4', preferCSSPageSize: true });
  assert.ok(sheet.length > 5000);
  checkQuiet(page, place);
  await page.context().close();
  await Promise.all([team.close(), specialist.close()]);
});

test('a topic is opened, found by its words with the match marked, and read by the other side', async () => {
  const topic = `Orthostatic hypotension teaching ${nhsNumber()}`;
  const specialist = await browser.signedIn('k.byrne');
  const gp = await browser.signedIn('a.khan');
  await specialist.getByRole('link', { name: 'Topics' }).click();
  await specialist.getByLabel('With whom').selectOption({ label: 'Riverside: Elderly Medicine Service' });
  await specialist.getByLabel('What it is about').fill(topic);
  await specialist.getByLabel('First message').fill('Slides about fludrocortisone are in the shared folder.');
  await specialist.getByRole('button', { name: 'Open the topic' }).click();
  await specialist.getByRole('heading', { name: topic, level: 1 }).waitFor();
  const row = gp.getByRole('link', { name: new RegExp(topic) });
  await row.waitFor();
  await gp.getByRole('link', { name: 'Search' }).click();
  await gp.getByLabel('Words').fill('fludrocort*');
  await gp.getByText('Narrow it down').click();
  await gp.getByLabel('Written by').selectOption({ label: nameOf('k.byrne') });
  await gp.getByRole('button', { name: 'Search' }).click();
  await gp.locator('mark', { hasText: 'fludrocortisone' }).first().waitFor();
  await checkAccessible(gp, 'search results');
  await gp.getByRole('link', { name: topic }).click();
  await gp.getByText('Slides about fludrocortisone').waitFor();
  for (const page of [gp, specialist]) {
    checkQuiet(page, place);
    await page.context().close();
  }
});

test('a message answers a certain one and mentions somebody; both are kept while it is written, and seen by all', async () => {
  const team = await overWs(place, 'a.khan');
  const { thread } = await ask(team, 'e.okafor', { title: `Two questions at once ${nhsNumber()}` });
  await team.ok('message.send', { thread, body: 'First: is the aspirin still needed?' });
  await team.ok('message.send', { thread, body: 'Second: how often should the potassium be checked?' });
  const gp = await browser.signedIn('a.khan');
  const specialist = await browser.signedIn('e.okafor');
  for (const page of [gp, specialist]) await visit(page, `#/case/${thread}`);
  await specialist
    .locator('.message', { hasText: 'First: is the aspirin' })
    .getByRole('button', { name: /^Reply to this/ })
    .click();
  const box = specialist.getByLabel('Reply', { exact: true });
  assert.equal(await box.evaluate((field) => field === document.activeElement), true);
  await specialist.keyboard.type('No, it can stop.');
  await specialist.getByText('Mention somebody').click();
  await specialist.getByRole('checkbox', { name: nameOf('r.haddad') }).check();
  await specialist.getByRole('checkbox', { name: nameOf('a.khan') }).check();
  await everyWidth(specialist, 'reply-mentions');
  assert.equal(await specialist.getByRole('button', { name: 'Ask for information' }).count(), 0);
  // What it answers and whom it names are kept with its words.
  await specialist.getByText('Mentions Dr Rana Haddad, Dr Amina Khan').waitFor();
  specialist.on('dialog', (dialog) => dialog.accept());
  while ((await keptCount(specialist)) < 3) await specialist.waitForTimeout(50);
  await specialist.reload();
  await specialist
    .locator('.reply')
    .getByText(/In reply to Dr Amina Khan: “First: is the aspirin/)
    .waitFor();
  assert.equal(await box.inputValue(), 'No, it can stop.');
  await box.press('Control+Enter');

  const answered = gp.locator('.message', { hasText: 'No, it can stop.' });
  await answered.getByText(/Mentions Dr Rana Haddad and you/).waitFor();
  await everyWidth(gp, 'reply-to');
  await answered.getByRole('button', { name: /^In reply to/ }).click();
  const first = gp.locator('.message', { hasText: 'First: is the aspirin' });
  assert.equal(await first.first().evaluate((message) => message === document.activeElement), true);
  const { messages } = await team.ok('thread.history', { thread });
  const sent = messages.find(({ body }) => body === 'No, it can stop.');
  assert.equal(sent.reply_to, messages.find(({ body }) => body?.startsWith('First')).message);
  assert.deepEqual([...sent.mentions].sort(), ['a.khan', 'r.haddad']);

  // The next one answers nothing and names nobody.
  await box.fill('The potassium after two weeks.');
  await specialist.getByRole('button', { name: 'Send', exact: true }).click();
  await gp.locator('.message', { hasText: 'The potassium after two weeks.' }).waitFor();
  const { messages: later } = await team.ok('thread.history', { thread });
  const plain = later.find(({ body }) => body === 'The potassium after two weeks.');
  assert.deepEqual([plain.reply_to, plain.mentions ?? []], [undefined, []]);
  for (const page of [gp, specialist]) {
    checkQuiet(page, place);
    await page.context().close();
  }
  await team.close();
});
