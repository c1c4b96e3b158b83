/* Getting in by invitation, being shut out, ending sessions, leave with a deputy, and the auditor's view: in the browser. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before } from 'node:test';

import { checkQuiet, enterCredentials, everyWidth, loaded, openBrowser, visit } from './lib/browser.mjs';
import { ask } from './lib/cases.mjs';
import { place, test } from './lib/harness.mjs';
import { totp } from './lib/totp.mjs';
import { overWs } from './lib/ws_client.mjs';

let browser = null;
let administrator = null;

before(async () => {
  browser = await openBrowser(place);
  administrator = await overWs(place, 'o.frost');
});
after(async () => {
  await browser?.close();
  await administrator?.close();
});

test(
  'an administrator adds and invites somebody, who comes in by code, and is shut out while signed in',
  async () => {
    const person = `w.new${randomInt(1e6)}`;
    const admin = await browser.signedIn('o.frost');
    await visit(admin, '#/admin');
    await admin.getByRole('heading', { name: 'Administration' }).waitFor();
    await loaded(admin);
    await everyWidth(admin, 'admin-people');
    await admin.getByText('Add a person').click();
    await admin.getByRole('button', { name: 'Add this person' }).click();
    await admin.getByText('There is a problem').waitFor();
    await admin.getByLabel('User name', { exact: true }).fill(person);
    await admin.getByLabel('Name', { exact: true }).fill('Dr Wanda New');
    await admin.getByLabel('Team (optional)').selectOption({ label: 'Riverside' });
    await admin.getByLabel('Neighbourhood clinician').last().check();
    await admin.getByRole('button', { name: 'Add this person' }).click();
    await admin.getByText('Dr Wanda New is added. Invite them next.').waitFor();
    await admin.getByLabel('Find').fill(person);
    await admin.getByRole('button', { name: 'Show', exact: true }).click();
    await admin.getByRole('button', { name: 'Change Dr Wanda New' }).click();
    await admin.getByRole('button', { name: 'Invite' }).click();
    const said = await admin.getByText(/^Code for Dr Wanda New: /).textContent();
    const code = said.match(/: ([^.]+)\./)[1];

    const fresh = await browser.newPage({ width: 390, height: 740 });
    await fresh.goto(place.origin);
    await fresh.getByRole('button', { name: 'I have an invitation' }).click();
    await fresh.getByLabel('User name').fill(person);
    await fresh.getByLabel('Code of the invitation').fill('wrong');
    await fresh.getByRole('button', { name: 'Go on' }).click();
    await fresh.getByText('There is a problem').waitFor();
    await everyWidth(fresh, 'invitation');
    await fresh.getByLabel('Code of the invitation').fill(code);
    await fresh.getByRole('button', { name: 'Go on' }).click();
    const secret = (await fresh.locator('.secret').textContent()).replace(/\s/g, '');
    await fresh.getByLabel('New password').fill('short');
    await fresh.getByLabel('One-time code').fill(totp(secret));
    await fresh.getByRole('button', { name: 'Set up and sign in' }).click();
    await fresh.getByText('There is a problem').waitFor();
    await everyWidth(fresh, 'invitation-password');
    await fresh.getByLabel('New password').fill('corridor lantern meadow 41');
    await fresh.getByLabel('One-time code').fill(totp(secret));
    await fresh.getByRole('button', { name: 'Set up and sign in' }).click();
    await fresh.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
    assert.equal(await fresh.locator('.codes li').count(), 10);
    const [recovery] = await fresh.locator('.codes li').allTextContents();
    await everyWidth(fresh, 'recovery-codes');
    await fresh.getByRole('button', { name: 'I have kept them, go on' }).click();
    await fresh.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();

    await admin.getByLabel('Why they are shut out').fill('Left the practice');
    await admin.getByRole('button', { name: 'Suspend now' }).click();
    await fresh.getByText(/Your session has ended/).waitFor();
    await fresh.getByLabel('User name').fill(person);
    await fresh.getByLabel('Password').fill('corridor lantern meadow 41');
    await fresh.getByLabel('One-time code').fill(recovery);
    await fresh.getByRole('button', { name: 'Sign in' }).click();
    await fresh.getByText('There is a problem').waitFor();
    await admin.getByRole('button', { name: 'Let them in again' }).click();
    await admin.getByText('Active').first().waitFor();
    await fresh.getByLabel('Password').fill('corridor lantern meadow 41');
    await fresh.getByLabel('One-time code').fill(recovery);
    await fresh.getByRole('button', { name: 'Sign in' }).click();
    await fresh.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
    for (const page of [admin, fresh]) {
      checkQuiet(page, place);
      await page.context().close();
    }
  },
  { timeout: 120000 },
);

test('the other tabs of an administrator show links, teams, organisations and devices', async () => {
  const admin = await browser.signedIn('o.frost');
  await visit(admin, '#/admin');
  await admin.getByRole('button', { name: 'Links', exact: true }).click();
  await admin
    .getByRole('cell', { name: 'Dr Emeka Okafor' })
    .first()
    .or(admin.getByRole('row', { name: /Cardiology/ }).first())
    .first()
    .waitFor();
  await admin.getByRole('button', { name: /^Change Riverside: Cardiology/ }).click();
  await everyWidth(admin, 'admin-links');
  await admin.getByRole('button', { name: 'Teams and organisations' }).click();
  await admin
    .getByRole('row', { name: /Riverside/ })
    .first()
    .waitFor();
  await loaded(admin);
  await everyWidth(admin, 'admin-places');
  checkQuiet(admin, place);
  await admin.context().close();
});

test('somebody sees where they are signed in, and ends the other place', async () => {
  const [here, there] = [await browser.signedIn('j.adeyemi'), await browser.signedIn('j.adeyemi')];
  await visit(here, '#/session');
  await here.getByRole('heading', { name: 'Where I am signed in' }).waitFor();
  await loaded(here);
  await everyWidth(here, 'session-list');
  await here.getByRole('button', { name: 'End all others' }).click();
  await there.getByText(/Your session has ended/).waitFor();
  await here.getByText('That session has ended.').waitFor();
  await here.getByText('Change my password').click();
  await here.getByLabel('Present password').fill('wrong');
  await here.getByLabel('One-time code').first().fill('000000');
  await here.getByLabel('New password').fill('corridor lantern meadow 42');
  await here.getByRole('button', { name: 'Change password' }).click();
  await here.getByText('There is a problem').waitFor();
  await everyWidth(here, 'session-password');
  for (const page of [here, there]) {
    checkQuiet(page, place);
    await page.context().close();
  }
  // The wrong password above is told at the next sign-in, in another browser.
  const next = await browser.newPage({ width: 820, height: 900 });
  await next.goto(place.origin);
  await enterCredentials(next, place, 'j.adeyemi');
  await next.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
  await next.context().close();
});

test(
  'a specialist says when they are away, everybody sees who answers, and they come back early',
  async () => {
    const { links } = await administrator.ok('link.list', { treatment_function: '430', state: 'open' });
    const [riverside] = links.filter((link) => link.neighbourhood === 'riverside');
    const before = riverside.specialists;
    await administrator.ok('link.update', { link: riverside.link, specialists: ['k.byrne', 'h.silva'] });
    const [away, gp] = [await browser.signedIn('k.byrne'), await browser.signedIn('a.khan')];
    await visit(away, '#/team');
    await away.getByText('I will be away').click();
    await away.getByRole('button', { name: 'Set leave' }).click();
    await away.getByText('There is a problem').waitFor();
    await everyWidth(away, 'leave-problems');
    const day = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);
    await away.getByLabel('First day').fill(day(0));
    await away.getByLabel('Last day').fill(day(3));
    await away
      .getByLabel('Who answers meanwhile', { exact: true })
      .selectOption({ label: place.people['h.silva'].name });
    await away.getByRole('button', { name: 'Set leave' }).click();
    await away.getByText(/The leave is set/).waitFor();
    await away.getByRole('cell', { name: 'Away now' }).first().waitFor();
    await gp
      .locator('.card', { hasText: place.people['k.byrne'].name })
      .first()
      .getByText(new RegExp(`${place.people['h.silva'].name} answers meanwhile`))
      .waitFor();
    await everyWidth(away, 'leave');
    await away
      .getByRole('button', { name: /^Cases/ })
      .first()
      .click();
    await away.getByText(/waiting now\./).waitFor();
    await away
      .getByRole('button', { name: /^Back again/ })
      .first()
      .click();
    await away.getByRole('button', { name: /^Yes, back again/ }).click();
    await gp
      .getByText(/answers meanwhile/)
      .first()
      .waitFor({ state: 'detached' });
    for (const page of [away, gp]) {
      checkQuiet(page, place);
      await page.context().close();
    }
    await administrator.ok('link.update', { link: riverside.link, specialists: before });
  },
  { timeout: 120000 },
);

test('a coordinator sees what is owed and who keeps it, and nothing of a patient', async () => {
  const team = await overWs(place, 'a.khan');
  await ask(team, 'e.okafor', { title: 'Owed to the team' });
  await team.close();
  // A coordinator is told of no cases, and begins with what there is to look after.
  const page = await browser.signedIn('m.grant');
  await page.getByRole('heading', { name: 'Answers that are owed' }).waitFor();
  await loaded(page);
  assert.deepEqual(await page.getByRole('navigation').getByRole('link').allTextContents(), [
    'MDTs',
    'Cover',
    'Dashboard',
    'Admin',
  ]);
  const owed = page
    .getByRole('group', { name: 'Promises' })
    .getByRole('row', { name: /Cardiology/ })
    .last();
  await owed.getByRole('cell', { name: place.people['a.khan'].name }).waitFor();
  await everyWidth(page, 'promises');
  assert.ok(!/TESTPATIENT|NHS No/.test(await page.locator('body').textContent()));
  checkQuiet(page, place);
  await page.context().close();
});

test('an auditor sees who did and who read what, and checks that the record is whole', async () => {
  const page = await browser.signedIn('p.quinn');
  await page.getByRole('heading', { name: 'Audit', level: 1 }).waitFor();
  await page.getByRole('row').nth(1).waitFor();
  await everyWidth(page, 'audit');
  await page.getByLabel('Person', { exact: true }).fill('e.okafor');
  await page.getByLabel('What', { exact: true }).selectOption({ label: 'Signed in or out' });
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByRole('group', { name: 'Audit trail' }).or(page.getByText('Nothing of that kind.')).first().waitFor();
  await page.getByRole('button', { name: 'Check that the record is whole' }).click();
  await page.getByText(/The record is whole: \d+ entries checked/).waitFor();
  checkQuiet(page, place);
  await page.context().close();
});
