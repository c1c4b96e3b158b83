/* A virtual MDT in four browsers: a chair, two more specialties, a GP and a guest; four cases, each ending another way. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import {
  checkDiscreet,
  checkQuiet,
  everyWidth,
  goOffline,
  goOnline,
  look,
  openBrowser,
  visit,
} from './lib/browser.mjs';
import { ask, patient } from './lib/cases.mjs';
import { place, test } from './lib/harness.mjs';
import { overWs } from './lib/ws_client.mjs';

const PHONE = { width: 390, height: 740 };
const NAMES = { falls: 'FALLSPATIENT', statin: 'STATINPATIENT', ulcer: 'ULCERPATIENT', tremor: 'TREMORPATIENT' };
const LONG = 'Pneumonoultramicroscopicsilicovolcanoconiosis'.repeat(2);
const MAY_NOT = /does not exist, or you may not see it/;
let browser = null;

before(async () => {
  browser = await openBrowser(place);
});
after(() => browser?.close());

const inHours = (hours) => new Date(Date.now() + hours * 3600000).toISOString();

/** A team of its own with a meeting that is open now and one to come; a case thread of a patient for it. */
async function convene(name) {
  const coordinator = await overWs(place, 'm.grant');
  const gp = await overWs(place, 'a.khan');
  const { conversation } = await coordinator.ok('mdt.create', {
    neighbourhood: 'riverside',
    name,
    chair: 'k.byrne',
    members: ['a.khan', 'e.okafor', 'h.silva'],
    required: ['320', '340', '430'],
  });
  const { meeting } = await coordinator.ok('mdt.schedule', { conversation, opens: inHours(-1), closes: inHours(4) });
  await coordinator.ok('mdt.schedule', { conversation, opens: inHours(24 * 7), closes: inHours(24 * 7 + 4) });
  const own = await ask(gp, 'e.okafor', {
    patient: patient({ name: `${NAMES.falls}, Jane (Mrs)` }),
    title: `Recurrent falls of the ${name}`,
  });
  const newCase = async (key, title, more = {}) => {
    const args = { meeting, patient: patient({ name: `${NAMES[key]}, Robin` }), title, question: `What of the ${title}?` };
    return (await gp.ok('mdt.add_case', { ...args, tag: 'discuss', ...more })).thread;
  };
  await coordinator.close();
  return { conversation, meeting, own: own.thread, gp, newCase };
}

/** Counts taps that are not for writing. Runs in the page. */
async function countTaps(page) {
  await page.evaluate(() => {
    const isCounting = globalThis.taps !== undefined;
    globalThis.taps = 0;
    if (isCounting) return;
    addEventListener(
      'pointerdown',
      (event) => {
        if (!event.target.matches('textarea, input[type="text"]')) globalThis.taps += 1;
      },
      true,
    );
  });
}

const taps = (page) => page.evaluate(() => globalThis.taps);

async function contribute(page, words, { dissents = false } = {}) {
  await page.getByLabel('My view').fill(words);
  if (dissents) await page.getByLabel(/I do not agree/).check();
  await page.getByRole('button', { name: 'Send my view' }).click();
  await page.locator('.slot', { hasText: words }).waitFor();
}

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const caseLine = (page, name) => page.locator('.agenda__case', { hasText: name });
const openCase = async (page, name) => {
  await caseLine(page, name).getByRole('link').click();
  await page.getByRole('region', { name: 'Patient', exact: true }).getByText(name).waitFor();
};

/** Nothing of the patients named is anywhere on the page. */
async function checkNothingOf(page, names) {
  const text = await page.evaluate(() => document.documentElement.outerHTML);
  for (const name of names) assert.ok(!text.includes(name), `${name} is on the page`);
}

/** A person may not see any of these pages, and is told so. */
async function checkShutOut(page, hashes) {
  for (const hash of hashes) {
    await visit(page, hash);
    await page.getByRole('heading', { level: 1, name: MAY_NOT }).waitFor();
    await checkNothingOf(page, Object.values(NAMES));
  }
}

test(
  'three specialties and a guest decide four cases, live, with at most two taps beside typing for each',
  async () => {
    const { conversation, meeting, own, gp, newCase } = await convene('Falls MDT');
    const doctor = await browser.signedIn('a.khan');
    await doctor.getByRole('link', { name: 'MDTs' }).click();
    await doctor.getByRole('link', { name: 'Agenda of the open meeting of Falls MDT' }).click();
    await doctor.getByText('Nothing is on the agenda yet.').waitFor();

    await doctor.getByText('Add a case', { exact: true }).click();
    await doctor.getByRole('button', { name: 'Add to the agenda' }).click();
    await doctor.getByRole('link', { name: 'Write what the MDT is asked' }).waitFor();
    await doctor.getByLabel('Which patient').selectOption(own);
    await doctor.getByLabel('What the MDT is asked').fill('Stop the beta blocker?');
    await doctor.getByLabel('Discuss').check();
    await doctor.getByLabel('Cardiology').check();
    await doctor.getByLabel('Elderly Medicine').check();
    await doctor.getByLabel(/Letters and results/).fill('ECG of 20 November\nMedication review');
    await doctor.getByRole('button', { name: 'Add to the agenda' }).click();
    await caseLine(doctor, NAMES.falls).getByText(/0 of 3 required views are in/).waitFor();
    await newCase('statin', 'Statin at eighty', { tag: 'standard_care' });
    const ulcer = await newCase('ulcer', 'Leg ulcer', { would_refer_to: ['330'] });
    const tremor = await newCase('tremor', 'Tremor', { would_refer_to: ['400'] });
    await caseLine(doctor, NAMES.tremor).waitFor();

    const chair = await browser.signedIn('k.byrne');
    const heart = await browser.signedIn('e.okafor', { width: 1100, height: 900 });
    const lungs = await browser.signedIn('h.silva');
    await visit(chair, `#/meeting/${meeting}`);
    await chair.getByRole('link', { name: '3 cases wait for your view' }).waitFor();
    await chair.getByRole('button', { name: new RegExp(`^Up ${NAMES.tremor}`) }).click();
    await chair.locator('.agenda__case', { hasText: NAMES.tremor }).getByText('3', { exact: true }).waitFor();
    await chair.getByRole('button', { name: new RegExp(`^Down ${NAMES.tremor}`) }).click();
    await chair.locator('.agenda__case', { hasText: NAMES.tremor }).getByText('4', { exact: true }).waitFor();

    // Standard care: one tap.
    await countTaps(chair);
    await chair.getByRole('button', { name: new RegExp(`Standard care agreed for ${NAMES.statin}`) }).click();
    await caseLine(chair, NAMES.statin).getByText('Decided').waitFor();
    assert.equal(await taps(chair), 1);
    await caseLine(doctor, NAMES.statin).getByText('Decided').waitFor();

    // Dissent: cardiology speaks against it, and it is decided all the same.
    await heart.getByRole('link', { name: /Recurrent falls of the Falls MDT.*put it before the MDT/ }).click();
    await heart.getByText('ECG of 20 November').waitFor();
    await openCase(chair, NAMES.falls);
    await chair.getByText(/No quorum yet: Cardiology, Respiratory Medicine and Elderly Medicine have not spoken/).waitFor();
    await contribute(heart, 'Halve it first', { dissents: true });
    await chair.locator('.slot--dissents', { hasText: 'Halve it first' }).waitFor();
    await visit(lungs, `#/meeting/${meeting}`);
    await openCase(lungs, NAMES.falls);
    const falls = lungs.url().split('/').at(-1);
    await contribute(lungs, 'Nothing from my side');
    assert.equal(await chair.getByRole('button', { name: /^Sign and next/ }).count(), 0, 'there is no quorum yet');
    await contribute(chair, 'Stop it: the falls outweigh');
    await chair.getByText('All 3 required views are in').waitFor();
    await countTaps(chair);
    await chair.getByRole('textbox', { name: 'What is decided' }).click();
    await chair.keyboard.type('Stop bisoprolol');
    await chair.getByLabel('Not needed: the team looks after it').click();
    await chair.getByRole('button', { name: /^Sign and next/ }).click();
    await heading(chair, 'Leg ulcer');
    assert.ok((await taps(chair)) <= 2, `${await taps(chair)} taps beside typing`);
    await chair.locator('h1:focus', { hasText: 'Leg ulcer' }).waitFor();
    await heart.getByRole('heading', { name: 'Decision, signed and locked' }).waitFor();
    await heart.getByText(/^Signed by Dr Kate Byrne, \d{7}, /).waitFor();
    await heart.getByText('No referral to Cardiology and Elderly Medicine').waitFor();
    assert.equal(await heart.getByLabel('My view').count(), 0, 'a signed case is locked');
    await visit(doctor, `#/case/${own}`);
    await doctor.locator('.message', { hasText: 'Stop bisoprolol' }).getByText(/Decision of an MDT/).waitFor();
    await doctor.getByRole('link', { name: 'What the MDT decided, and who said what' }).click();
    await doctor.locator('.slot--dissents', { hasText: 'Halve it first' }).waitFor();

    // No quorum: deferred, and said so plainly.
    await chair.getByText(/No quorum yet/).waitFor();
    await chair.getByText('Defer the case', { exact: true }).click();
    await chair.getByRole('button', { name: 'Defer to the next meeting' }).click();
    await chair.getByRole('link', { name: 'Say why' }).waitFor();
    await chair.getByLabel('Why it is put off').fill('Nobody could look at it yet');
    await chair.getByRole('button', { name: 'Defer to the next meeting' }).click();
    await chair.getByText(/Deferred before\. The chair put it off/).waitFor();
    await visit(chair, `#/meeting/${meeting}`);
    await caseLine(chair, NAMES.ulcer).getByText('Deferred', { exact: true }).waitFor();
    await caseLine(chair, NAMES.ulcer).getByText(/Elderly Medicine had not spoken/).waitFor();

    // A guest sees one case, and their view decides it.
    await openCase(chair, NAMES.tremor);
    await chair.getByText('Invite a guest').click();
    await chair.getByLabel('Specialist').selectOption('i.novak');
    await chair.getByLabel('What is asked of them').fill('Is it Parkinson’s?');
    const guest = await browser.signedIn('i.novak');
    await chair.getByRole('button', { name: 'Invite', exact: true }).click();
    await guest.getByRole('link', { name: /Tremor/ }).click();
    await guest.getByText('You are a guest: you see this case until it is decided.').waitFor();
    await checkNothingOf(guest, [NAMES.falls, NAMES.statin, NAMES.ulcer]);
    await contribute(guest, 'Essential tremor, no scan');
    await chair.locator('.slot', { hasText: 'Neurology, guest' }).getByText('Essential tremor').waitFor();
    for (const page of [heart, lungs]) {
      await visit(page, `#/mdt_case/${tremor}`);
      await heading(page, 'Tremor');
      await contribute(page, `Nothing to add, ${page === heart ? 'heart' : 'lungs'}`);
    }
    await contribute(chair, 'As the guest says');
    await countTaps(chair);
    await chair.getByRole('textbox', { name: 'What is decided' }).fill('Propranolol, no scan');
    await chair.getByLabel('Not needed: the team looks after it').click();
    await chair.getByText(/^Wishes, dissent, actions/).click();
    await chair.getByLabel(/^Patient’s wishes/).fill('To keep playing the violin');
    await chair.getByLabel('Who tells the patient').selectOption('a.khan');
    await chair.getByLabel('Action (optional)').fill('Start propranolol');
    await chair.getByRole('button', { name: /^Sign and next/ }).click();
    await chair.getByRole('link', { name: 'Choose who does it' }).waitFor();
    await chair.getByLabel('Who does it').selectOption('a.khan');
    await chair.getByRole('button', { name: /^Sign and next/ }).click();
    await heading(chair, /^Meeting of/);
    await caseLine(chair, NAMES.tremor).getByText('Decided').waitFor();

    const pages = [`#/mdt_case/${tremor}`, `#/mdt_case/${falls}`, `#/meeting/${meeting}`, `#/minutes/${tremor}`];
    await checkShutOut(guest, [`#/mdt_case/${falls}`, ...pages]);
    await visit(guest, '#/');
    await heading(guest, 'Inbox');
    await guest.getByRole('link', { name: /Tremor/ }).waitFor({ state: 'detached' });
    await checkNothingOf(guest, Object.values(NAMES));
    const outsider = await browser.signedIn('d.moore');
    await checkShutOut(outsider, [...pages, `#/mdt/${conversation}`]);

    // An amendment is signed, and what was signed first stays.
    await openCase(chair, NAMES.falls);
    await chair.getByRole('button', { name: 'Amend the decision' }).click();
    await chair.getByLabel('How the decision should read').fill('Stop bisoprolol over two weeks');
    await chair.getByLabel('Why').fill('Rebound');
    await chair.getByRole('button', { name: 'Sign the amendment' }).click();
    await chair.getByText(/^Amended and signed by Dr Kate Byrne, .*: Rebound$/).waitFor();
    await doctor.locator('.signed__words', { hasText: 'over two weeks' }).waitFor();
    await doctor.getByText('Stop bisoprolol', { exact: true }).waitFor();

    // Minutes: of one case they hold nothing of another.
    await visit(doctor, `#/minutes/${falls}`);
    await doctor.getByRole('button', { name: 'Copy as text' }).click();
    await doctor.getByText('Copied. Paste it into the record.').waitFor();
    const copied = await doctor.evaluate(() => navigator.clipboard.readText());
    await doctor.emulateMedia({ media: 'print' });
    assert.equal(await doctor.getByRole('navigation').isVisible(), false);
    assert.ok((await doctor.pdf({ format: 'A4', preferCSSPageSize: true })).length > 5000);
    const sheet = await doctor.locator('main').innerText();
    for (const text of [copied, sheet]) {
      for (const words of [NAMES.falls, 'Halve it first', 'Stop bisoprolol over two weeks', 'Rebound'])
        assert.ok(text.includes(words), `${words} in ${text}`);
      for (const words of [NAMES.statin, NAMES.ulcer, NAMES.tremor, 'propranolol', 'Leg ulcer', 'violin', ulcer, tremor])
        assert.ok(!text.includes(words), `${words} in ${text}`);
    }
    await doctor.emulateMedia({ media: 'screen' });
    await visit(doctor, `#/minutes/${meeting}`);
    await heading(doctor, 'Minutes of the Falls MDT');
    const all = await doctor.locator('main').innerText();
    for (const words of [...Object.values(NAMES), 'To keep playing the violin', 'Start propranolol', 'not yet'])
      assert.ok(all.includes(words), `${words} in ${all}`);

    // What somebody has to do is followed to its end.
    await doctor.getByRole('link', { name: 'Actions', exact: true }).click();
    const action = doctor.locator('.line', { hasText: 'Start propranolol' });
    await action.getByRole('link', { name: /TREMORPATIENT/ }).waitFor();
    await action.getByRole('button', { name: /^Done/ }).click();
    await action.waitFor({ state: 'detached' });
    await doctor.getByRole('button', { name: 'Done', exact: true }).click();
    await action.waitFor();

    await checkDiscreet(doctor, [...Object.values(NAMES), 'bisoprolol', 'propranolol']);
    for (const page of [doctor, chair, heart, lungs, guest, outsider]) {
      checkQuiet(page, place);
      await page.context().close();
    }
    await gp.close();
  },
  { timeout: 240000 },
);

test(
  'a chair on a phone decides with two taps beside typing, and nothing is shown as sent before its receipt',
  async () => {
    const { meeting, gp, newCase } = await convene('Phone MDT');
    const thread = await newCase('ulcer', 'Leg ulcer on a phone', { would_refer_to: ['320', '430'] });
    const next = await newCase('statin', 'Statin on a phone', { tag: 'standard_care' });
    await newCase('tremor', 'Tremor on a phone');
    for (const [person, specialty] of [['e.okafor', '320'], ['h.silva', '340']]) {
      const specialist = await overWs(place, person);
      await specialist.ok('mdt.contribute', { thread, body: `The view of ${person}`, treatment_function: specialty });
      await specialist.close();
    }
    const chair = await browser.signedIn('k.byrne', PHONE, { hasTouch: true, isMobile: true });
    await chair.getByRole('link', { name: 'MDTs' }).tap();
    await chair.getByRole('link', { name: 'Agenda of the open meeting of Phone MDT' }).tap();
    await openCase(chair, NAMES.ulcer);
    await chair.getByLabel('My view').waitFor();

    await goOffline(chair);
    await chair.getByLabel('My view').fill('Compression first');
    await chair.getByRole('button', { name: 'Send my view' }).tap();
    await chair.locator('.message--queued', { hasText: 'Compression first' }).waitFor();
    assert.equal(await chair.locator('.slot', { hasText: 'Compression first' }).count(), 0);
    const { cases } = await gp.ok('mdt.minutes', { thread });
    assert.equal(cases[0].quorate, false);
    await goOnline(chair);
    await chair.locator('.slot', { hasText: 'Compression first' }).waitFor();
    await chair.locator('.message', { hasText: 'Compression first' }).waitFor({ state: 'detached' });

    await chair.getByRole('textbox', { name: 'What is decided' }).waitFor();
    await countTaps(chair);
    await chair.getByRole('textbox', { name: 'What is decided' }).tap();
    await chair.keyboard.type('Compression for six weeks');
    await chair.getByText('Refer to all of them').tap();
    await chair.getByRole('button', { name: /^Sign and next/ }).tap();
    await heading(chair, 'Statin on a phone');
    assert.ok((await taps(chair)) <= 2, `${await taps(chair)} taps beside typing`);
    const signed = (await gp.ok('mdt.minutes', { thread })).cases[0].decision;
    assert.deepEqual([signed.decision, signed.refer], ['Compression for six weeks', ['320', '430']]);

    await countTaps(chair);
    await chair.getByRole('button', { name: 'Standard care agreed, next' }).tap();
    await heading(chair, 'Tremor on a phone');
    assert.equal(await taps(chair), 1);
    assert.equal((await gp.ok('mdt.minutes', { thread: next })).cases[0].state, 'decided');

    // A meeting that closes without its quorum puts off what it could not decide.
    await contribute(chair, 'Wait and see');
    await chair.getByRole('button', { name: /^Correct/ }).tap();
    await chair.getByLabel('How it should read').fill('Wait and see for a month');
    await chair.getByLabel('Why', { exact: true }).fill('Too short');
    await chair.getByRole('button', { name: 'Correct', exact: true }).tap();
    await chair.locator('.slot', { hasText: 'Wait and see for a month' }).waitFor();
    await chair.getByRole('link', { name: 'Back to the agenda' }).tap();
    await chair.getByText('Move or close the meeting').tap();
    await chair.getByRole('button', { name: /^Close it now/ }).tap();
    await chair.getByRole('button', { name: /^Yes, close it now/ }).tap();
    await chair.getByText(/^Closed today/).waitFor();
    assert.equal((await gp.ok('mdt.agenda', { meeting })).meeting.state, 'closed');
    await caseLine(chair, NAMES.tremor).getByText('Deferred', { exact: true }).waitFor();
    await caseLine(chair, NAMES.tremor)
      .getByText('The meeting closed without its quorum: Cardiology and Respiratory Medicine had not spoken.')
      .waitFor();
    checkQuiet(chair, place);
    await chair.context().close();
    await gp.close();
  },
  { timeout: 120000 },
);

test(
  'every screen and state of an MDT can be used at every width',
  async () => {
    const { conversation, meeting, own, gp, newCase } = await convene('Access MDT');
    const chairDevice = await overWs(place, 'k.byrne');
    const heart = await overWs(place, 'e.okafor');
    const falls = await gp.ok('mdt.add_case', {
      meeting,
      thread: own,
      question: `Stop the beta blocker? ${LONG}`,
      tag: 'discuss',
      would_refer_to: ['320', '430'],
      documents: `ECG of 20 November\n${LONG}`,
    });
    const statin = await newCase('statin', 'Statin at eighty', { tag: 'standard_care' });
    const tremor = await newCase('tremor', `Tremor ${LONG}`);
    const ulcer = await newCase('ulcer', 'Leg ulcer', { tag: 'standard_care', would_refer_to: ['330'] });
    const wounds = await newCase('ulcer', 'Another ulcer');
    await chairDevice.ok('mdt.defer', { thread: wounds, reason: 'Not now' });
    await heart.ok('mdt.contribute', { thread: falls.thread, body: LONG, dissents: true, treatment_function: '320' });
    await chairDevice.ok('mdt.invite_guest', { thread: tremor, person: 'i.novak', reason: 'Is it Parkinson’s?' });

    const chair = await browser.signedIn('k.byrne');
    await look(chair, '#/mdts', 'MDTs', 'mdts');
    await look(chair, `#/mdt/${conversation}`, 'Access MDT', 'mdt');
    await chair.getByText('Plan a meeting').click();
    await chair.getByLabel('Opens: day').fill('2027-01-12');
    await chair.getByRole('button', { name: 'Plan the meeting' }).click();
    await chair.getByText('There is a problem').waitFor();
    await everyWidth(chair, 'mdt-plan-problems');
    await chair.getByLabel(/^Opens: time/).fill('09:00');
    await chair.getByLabel('Closes: day').fill('2027-01-12');
    await chair.getByLabel(/^Closes: time/).fill('17:00');
    await chair.getByRole('button', { name: 'Plan the meeting' }).click();
    await chair.getByText(/it opens 12-Jan-2027 09:00 and closes 12-Jan-2027 17:00/).waitFor();
    await look(chair, `#/meeting/${meeting}`, /^Meeting of/, 'meeting');
    await chair.getByText('Add a case', { exact: true }).click();
    await chair.getByRole('button', { name: 'Add to the agenda' }).click();
    await chair.getByText('There is a problem').waitFor();
    await chair.getByText('Move or close the meeting').click();
    await everyWidth(chair, 'meeting-add-problems');
    await look(chair, `#/mdt_case/${falls.thread}`, /Recurrent falls/, 'mdt-case-no-quorum');
    await chair.getByText('Invite a guest').click();
    await chair.getByText('Defer the case', { exact: true }).click();
    await chair.getByText('Add an action').click();
    await chair.getByRole('button', { name: 'Add the action' }).click();
    await chair.getByText('There is a problem').waitFor();
    await everyWidth(chair, 'mdt-case-folds');
    await look(chair, `#/mdt_case/${statin}`, /Statin/, 'mdt-case-standard-care');
    await look(chair, `#/mdt_case/${ulcer}`, /ulcer/, 'mdt-case-decide');
    await chair.getByText(/^Wishes, dissent, actions/).click();
    await chair.getByLabel('Action (optional)').fill('Swab');
    await chair.getByRole('button', { name: /^Sign and next/ }).click();
    await chair.getByText('There is a problem').waitFor();
    await everyWidth(chair, 'mdt-case-decide-problems');
    await look(chair, '#/mdt_case/t99999', MAY_NOT, 'mdt-case-missing');

    const words = { decision: 'Compression', dissent: 'Biopsy', patient_wishes: 'At home', tells_patient: 'a.khan' };
    await chairDevice.ok('action.add', { thread: ulcer, what: LONG, owner: 'k.byrne', due: inHours(48).slice(0, 10) });
    await chairDevice.ok('mdt.decide', { thread: ulcer, ...words, refer: ['330'] });
    await chairDevice.ok('mdt.amend_decision', { thread: ulcer, decision: LONG, reason: 'Clearer' });
    await look(chair, `#/mdt_case/${ulcer}`, /ulcer/, 'mdt-case-signed');
    await chair.getByRole('button', { name: 'Amend the decision' }).click();
    await everyWidth(chair, 'mdt-case-amend');
    await look(chair, `#/minutes/${meeting}`, /^Minutes/, 'minutes');
    await look(chair, `#/minutes/${ulcer}`, /ulcer/, 'minutes-of-one');
    await look(chair, '#/actions', 'My actions', 'actions');
    await visit(chair, `#/mdt_case/${falls.thread}`);
    await chair.getByLabel('My view').waitFor();
    await goOffline(chair);
    await chair.getByLabel('My view').fill(LONG);
    await chair.getByRole('button', { name: 'Send my view' }).click();
    await chair.locator('.message--queued').waitFor();
    await everyWidth(chair, 'mdt-case-offline');
    await visit(chair, `#/meeting/${meeting}`);
    await heading(chair, /There is no connection/);
    await everyWidth(chair, 'meeting-offline');
    await goOnline(chair);
    await heading(chair, /^Meeting of/);

    const guest = await browser.signedIn('i.novak');
    await look(guest, '#/mdts', 'MDTs', 'mdts-guest');
    await guest.getByRole('heading', { name: 'Cases to which you are invited' }).waitFor();
    await look(guest, `#/mdt_case/${tremor}`, /^Tremor/, 'mdt-case-guest');
    await look(guest, '#/actions', 'My actions', 'actions-none');
    const keeper = await browser.signedIn('m.grant');
    await look(keeper, `#/mdt/${conversation}`, 'Access MDT', 'mdt-keeper');
    await keeper.getByText(/its cases are not shown to you/).waitFor();
    await checkNothingOf(keeper, Object.values(NAMES));
    for (const page of [chair, guest, keeper]) {
      checkQuiet(page, place);
      await page.context().close();
    }
    await Promise.all([gp, chairDevice, heart].map((client) => client.close()));
  },
  { timeout: 240000 },
);
