/* What administrators and coordinators keep, in the browser: details of people, links, teams and organisations; files. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';

import { checkQuiet, everyWidth, loaded, openBrowser, visit } from './lib/browser.mjs';
import { place, test } from './lib/harness.mjs';
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

const fresh = (name) => `${name}${randomInt(1e6)}`;

async function personRow(person) {
  const { people } = await administrator.ok('person.list', { text: person });
  return people.find((row) => row.person === person);
}

async function openAdmin(person, tab) {
  const page = await browser.signedIn(person);
  await visit(page, '#/admin');
  await page.getByRole('heading', { name: 'Administration' }).waitFor();
  if (tab) await page.getByRole('button', { name: tab, exact: true }).click();
  await loaded(page);
  return page;
}

async function done(...pages) {
  for (const page of pages) {
    checkQuiet(page, place);
    await page.context().close();
  }
}

/** Gives a CSV file to the page as a person does. */
const choose = (page, kind, lines) =>
  page.getByLabel(`A CSV file of ${kind}`).setInputFiles({
    name: `${kind}.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from(typeof lines === 'string' ? lines : `${lines.join('\r\n')}\r\n`),
  });

async function downloaded(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return readFileSync(await download.path(), 'utf8');
}

const PEOPLE = 'person,display_name,roles,job_title,professional_number,organisation,neighbourhood,treatment_function';
const LINKS = 'neighbourhood,treatment_function,specialists,reply_working_days,weekly_limit';

test('people come from a file: checked first, told line by line, then all of them or none', async () => {
  const [first, second] = [fresh('y.'), fresh('z.')];
  const page = await openAdmin('o.frost');
  await page.getByText('People as a file').click();
  await choose(page, 'people', [
    PEOPLE,
    `${first},Dr Yusuf New,int_clinician,GP,,Y90001,riverside,`,
    `${second},Zoe New,int_clinician,,,Y9X,riverside,`,
    'b.osei,Dr Ben Osei,oracle,,,,,',
  ]);
  await page.getByText(/people\.csv: 2 of 3 lines cannot be taken, so nothing was changed/).waitFor();
  const rows = page.getByRole('group', { name: 'Lines that cannot be taken' }).getByRole('row');
  assert.equal(await rows.count(), 3);
  assert.match(await rows.nth(1).textContent(), new RegExp(`^3${second}organisationThere is no such organisation`));
  assert.match(await rows.nth(2).textContent(), /^4b\.oseiroles/);
  assert.equal(await page.getByRole('button', { name: 'Do this' }).count(), 0);
  await everyWidth(page, 'import-rejected');
  assert.equal(await personRow(first), undefined);

  await choose(page, 'people', [
    PEOPLE,
    `${first},Dr Yusuf New,int_clinician,GP,,Y90001,riverside,`,
    `${second},Zoe New,coordinator;manager,"Planner, north",,,riverside,`,
  ]);
  await page.getByText(/2 would be added, 0 changed, 0 are so already\. Nothing was changed yet\./).waitFor();
  await everyWidth(page, 'import-plan');
  assert.equal(await personRow(first), undefined, 'a check changes nothing');
  await page.getByRole('button', { name: 'Do this' }).click();
  await page.getByText('Done: 2 added, 0 changed, 0 were so already.').waitFor();
  assert.equal((await personRow(second)).job_title, 'Planner, north');
  assert.deepEqual([...(await personRow(second)).roles].sort(), ['coordinator', 'manager']);

  for (const [text, sentence] of [
    ['person,display_name\nx,y\n', /the column “roles” is missing/],
    [`${PEOPLE}\nx,y\n`, /Line 2: there are 2 cells under 8 columns/],
    [`${PEOPLE}\n"x`, /a quote stands in the wrong place/],
    ['', /The file is empty/],
  ]) {
    await choose(page, 'people', text);
    await page.getByText(sentence).waitFor();
  }
  await page
    .getByLabel('A CSV file of people')
    .setInputFiles({ name: 'latin.csv', mimeType: 'text/csv', buffer: Buffer.from([0x70, 0xe9, 0x0a]) });
  await page.getByText(/The file is not UTF-8/).waitFor();
  await done(page);
});

test('what is written to a file is taken in again and changes nothing', async () => {
  const page = await openAdmin('o.frost');
  await page.getByText('People as a file').click();
  const people = await downloaded(page, page.getByRole('button', { name: 'Write people to a CSV file' }));
  assert.match(people, /^\uFEFF"person","display_name","roles"/);
  const count = people.trim().split('\r\n').length - 1;
  const { people: listed } = await administrator.ok('person.list', { limit: 200 });
  assert.ok(count >= listed.length && count >= 18, `${count} people`);
  await choose(page, 'people', people);
  await page.getByText(`0 would be added, 0 changed, ${count} are so already`).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Do this' }).count(), 0);

  await page.getByRole('button', { name: 'Links', exact: true }).click();
  await loaded(page);
  await page.getByText('Links as a file').click();
  const links = await downloaded(page, page.getByRole('button', { name: 'Write links to a CSV file' }));
  assert.match(links, /"riverside","320","e\.okafor;r\.haddad","2"/);
  await choose(page, 'links', links);
  await page.getByText(/0 would be added, 0 changed, \d+ are so already/).waitFor();
  await done(page);
});

test('links come from a file, and a coordinator takes the people of the team along but cannot import', async () => {
  const page = await openAdmin('o.frost', 'Links');
  await page.getByText('Links as a file').click();
  await choose(page, 'links', [LINKS, 'riverside,410,x.nobody,2,', 'riverside,410,h.silva,40,']);
  await page.getByText(/2 of 2 lines cannot be taken/).waitFor();
  await choose(page, 'links', [LINKS, 'harbour,340,h.silva,3,15']);
  await page
    .getByText(/1 would be added|1 are so already|cannot be taken/)
    .first()
    .waitFor();
  await everyWidth(page, 'import-links');
  const coordinator = await openAdmin('m.grant');
  await coordinator.getByText('Take this along as a file').click();
  const people = await downloaded(coordinator, coordinator.getByRole('button', { name: 'Write people to a CSV file' }));
  assert.match(people, /"a\.khan"/);
  assert.doesNotMatch(people, /"e\.okafor"/);
  assert.equal(await coordinator.getByLabel('A CSV file of people').count(), 0);
  await done(page, coordinator);
});

test('details of a person are changed and emptied, by an administrator and by the coordinator of the team', async () => {
  const person = fresh('e.dit');
  const team = 'riverside';
  await administrator.ok('person.create', {
    person,
    display_name: 'Dr Edith Change',
    roles: ['int_clinician'],
    job_title: 'GP',
    professional_number: '7012399',
    neighbourhood: team,
  });
  const find = async (page) => {
    await page.getByLabel('Find').fill(person);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByRole('button', { name: 'Change Dr Edith Change' }).click();
    await page.getByRole('heading', { name: 'Dr Edith Change' }).waitFor();
  };
  const [page, coordinator] = [await openAdmin('o.frost'), await openAdmin('m.grant')];
  await find(page);
  await everyWidth(page, 'admin-person');
  const form = page.locator('.inner-form');
  await form.getByLabel('Job (optional)').fill('GP partner');
  await form.getByLabel('Professional number (optional)').fill('');
  await form.getByLabel('Organisation (optional)').selectOption({ index: 1 });
  await form.getByRole('button', { name: 'Save these details' }).click();
  await form.getByText('Dr Edith Change is changed.').waitFor();
  const changed = await personRow(person);
  assert.deepEqual([changed.job_title, changed.professional_number], ['GP partner', undefined]);
  assert.ok(changed.organisation_name);
  await form.getByRole('button', { name: 'Save these details' }).click();
  await form.getByText('Nothing is different.').waitFor();
  await form.getByLabel('Professional number (optional)').fill('12');
  await form.getByRole('button', { name: 'Save these details' }).click();
  await form.getByText(/must be a GMC number/).waitFor();

  await find(coordinator);
  await everyWidth(coordinator, 'coordinator-person');
  const theirs = coordinator.locator('.inner-form');
  assert.equal(await theirs.getByLabel('Team (optional)').count(), 0, 'only an administrator moves people');
  assert.equal(await theirs.getByRole('button', { name: 'Set roles' }).count(), 0);
  await theirs.getByLabel('Job (optional)').fill('Salaried GP');
  await theirs.getByRole('button', { name: 'Save these details' }).click();
  await theirs.getByText('Dr Edith Change is changed.').waitFor();
  assert.equal((await personRow(person)).job_title, 'Salaried GP');
  await done(page, coordinator);
});

test('a link is proposed by names, its lead is changed, and it ends with a reason', async () => {
  const page = await openAdmin('o.frost', 'Links');
  await page.getByText('Propose a link').click();
  await page.getByRole('button', { name: 'Propose this link' }).click();
  await page.getByRole('link', { name: 'Choose the specialty' }).waitFor();
  await page.getByLabel('Team', { exact: true }).selectOption({ label: 'Riverside' });
  await page.getByLabel('Specialty', { exact: true }).selectOption({ label: 'Rheumatology' });
  const names = page.getByLabel('Specialists', { exact: true }).first();
  await names.fill('Dr Nobody');
  await page.getByRole('button', { name: 'Add to specialists' }).click();
  await page.getByText('Choose a name of the list').waitFor();
  for (const person of ['f.rossi', 'g.patel']) {
    await names.fill(place.people[person].name);
    await names.press('Enter');
  }
  await page.getByLabel('Promise').last().fill('3');
  await everyWidth(page, 'link-proposal');
  await page.getByRole('button', { name: 'Propose this link' }).click();
  await page.getByText('The link is proposed. It opens when both sides have accepted it.').waitFor();
  const proposed = async () =>
    (await administrator.ok('link.list', { treatment_function: '410' })).links.find((one) => one.state === 'proposed');
  assert.deepEqual((await proposed()).specialists, ['f.rossi', 'g.patel']);

  await page.getByRole('button', { name: /^Change Riverside: Rheumatology/ }).click();
  const form = page.locator('.inner-form');
  await form.getByRole('button', { name: `Make lead ${place.people['g.patel'].name}` }).click();
  await form.getByRole('button', { name: 'Change this link' }).click();
  await form.getByText('The link is changed.').waitFor();
  assert.deepEqual((await proposed()).specialists, ['g.patel', 'f.rossi']);
  await form.getByRole('button', { name: 'Change this link' }).click();
  await form.getByText('Nothing is different.').waitFor();

  // A limit and days: agreed, refused where they cannot be, and emptied again.
  const limited = async () => {
    const { weekly_limit, starts_on, ends_on } = await proposed();
    return [weekly_limit, starts_on, ends_on];
  };
  await form.getByLabel('Cases a week (optional)').fill('fifteen');
  await form.getByRole('button', { name: 'Change this link' }).click();
  await form.getByRole('link', { name: /Enter how many cases a week/ }).waitFor();
  await form.getByLabel('Cases a week (optional)').fill('15');
  await form.getByLabel('First day (optional)').fill('2090-02-01');
  await form.getByLabel('Last day (optional)').fill('2090-01-01');
  await form.getByRole('button', { name: 'Change this link' }).click();
  await form.getByRole('link', { name: 'Enter a last day that is not before the first' }).waitFor();
  await form.getByLabel('First day (optional)').fill('');
  await form.getByLabel('Last day (optional)').fill('2026-01-01');
  await form.getByRole('button', { name: 'Change this link' }).click();
  await form.locator('#change_ends_on-problem', { hasText: /is past already/ }).waitFor();
  await everyWidth(page, 'link-change-refused');
  assert.deepEqual(await limited(), [undefined, undefined, undefined]);
  await form.getByLabel('First day (optional)').fill('2090-02-01');
  await form.getByLabel('Last day (optional)').fill('2090-03-01');
  await form.getByRole('button', { name: 'Change this link' }).click();
  await form.getByText('The link is changed.').waitFor();
  assert.deepEqual(await limited(), [15, '2090-02-01', '2090-03-01']);
  await page.getByRole('row', { name: /Rheumatology.*01-Feb-2090/ }).waitFor();
  for (const label of ['Cases a week (optional)', 'First day (optional)', 'Last day (optional)'])
    await form.getByLabel(label).fill('');
  await form.getByRole('button', { name: 'Change this link' }).click();
  await page.getByRole('row', { name: /Rheumatology.*01-Feb-2090/ }).waitFor({ state: 'detached' });
  assert.deepEqual(await limited(), [undefined, undefined, undefined]);
  await form.getByRole('button', { name: 'End this link' }).click();
  await form.getByText('There is a problem').waitFor();
  const reason = fresh('Set up to try it out ');
  await form.getByLabel('Why it ends').fill(reason);
  await form.getByRole('button', { name: 'End this link' }).click();
  await page.getByRole('row', { name: new RegExp(`Rheumatology.*Ended: ${reason}`) }).waitFor();
  await done(page);
});

test('teams and organisations are added, changed and ended, and one that is in use is not', async () => {
  const number = randomInt(1e4, 1e5);
  const [code, team] = [`Z${number}`, `hill-${number}`];
  const page = await openAdmin('o.frost', 'Teams and organisations');
  await page.getByText('Add an organisation').click();
  await page.getByRole('button', { name: 'Add this organisation' }).click();
  await page.getByRole('link', { name: 'Enter the ODS code' }).waitFor();
  await page.getByLabel('ODS code').fill(code);
  await page.getByLabel('Name', { exact: true }).last().fill(`Hill Surgery ${number}`);
  await page.getByLabel('Kind').selectOption({ label: 'Practice' });
  await page.getByRole('button', { name: 'Add this organisation' }).click();
  await page.getByText(`Hill Surgery ${number} is added.`).waitFor();

  await page.getByText('Add a team').click();
  await page.getByLabel('Short name').fill(team);
  await page.getByLabel('Name', { exact: true }).first().fill(`Hill ${number}`);
  await page.getByLabel('Registered people').fill('48,000');
  await page.getByLabel('Practices', { exact: true }).first().fill(`Hill Surgery ${number}`);
  await page.getByRole('button', { name: 'Add to practices' }).click();
  await everyWidth(page, 'team-new');
  await page.getByRole('button', { name: 'Add this team' }).click();
  await page.getByText(`Hill ${number} is added.`).waitFor();

  await page.getByRole('button', { name: `Change Hill ${number}`, exact: true }).click();
  const form = page.locator('.inner-form');
  await form.getByLabel('Registered people').fill('51000');
  await form.getByRole('button', { name: 'Save this team' }).click();
  await form.getByText(`Hill ${number} is changed.`).waitFor();
  const { neighbourhoods } = await administrator.ok('neighbourhood.list', { limit: 200 });
  assert.equal(neighbourhoods.find((row) => row.neighbourhood === team).population, 51000);
  await page.getByRole('button', { name: 'Change Riverside', exact: true }).click();
  await form.getByRole('button', { name: /^End this team/ }).click();
  await form.getByRole('button', { name: /^Yes, end this team/ }).click();
  await form.getByText(/People still work for it/).waitFor();
  await everyWidth(page, 'team-change');
  await page.getByRole('button', { name: `Change Hill ${number}`, exact: true }).click();
  await form.getByRole('button', { name: /^End this team/ }).click();
  await form.getByRole('button', { name: /^Yes, end this team/ }).click();
  await page.getByRole('button', { name: `Change Hill ${number}`, exact: true }).waitFor({ state: 'detached' });

  await page.getByRole('button', { name: `Change Hill Surgery ${number}` }).click();
  await form.getByLabel('Name').fill(`Hill Health Centre ${number}`);
  await form.getByRole('button', { name: 'Save this organisation' }).click();
  await page.getByRole('button', { name: `Change Hill Health Centre ${number}` }).waitFor();
  await form.getByRole('button', { name: /^End this organisation/ }).click();
  await form.getByRole('button', { name: /^Yes, end this organisation/ }).click();
  await page.getByRole('button', { name: `Change Hill Health Centre ${number}` }).waitFor({ state: 'detached' });
  await done(page);
});

test('what is expected of a specialty is set by its name, with its source', async () => {
  const page = await openAdmin('o.frost', 'Teams and organisations');
  await page.getByText('Expected activity of a specialty').click();
  await page.getByRole('button', { name: 'Set expectation' }).click();
  await page.getByRole('link', { name: 'Choose the specialty' }).waitFor();
  await everyWidth(page, 'activity-problems');
  await page.getByLabel('Specialty', { exact: true }).selectOption({ label: 'Rheumatology' });
  await page.getByLabel('First visits a week').fill('9.5');
  await page.getByRole('button', { name: 'Set expectation' }).click();
  await page.getByRole('link', { name: /a whole number like 23/ }).waitFor();
  await page.getByLabel('First visits a week').fill('9');
  await page.getByLabel('All visits a week').fill('31');
  await page.getByLabel('Source').fill('A local count');
  await page.getByLabel('Year of the data').fill('2025');
  await page.getByRole('button', { name: 'Set expectation' }).click();
  await page.getByText('The expectation for Rheumatology is set.').waitFor();
  await done(page);
});
