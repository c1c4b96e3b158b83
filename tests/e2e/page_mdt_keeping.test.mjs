/* Who keeps a virtual MDT: set up, changed and ended in the browser, and seen to come and go by those who are in it. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { checkQuiet, everyWidth, goOffline, goOnline, openBrowser, visit } from './lib/browser.mjs';
import { place, test } from './lib/harness.mjs';
import { overWs } from './lib/ws_client.mjs';

let browser = null;

before(async () => {
  browser = await openBrowser(place);
});
after(() => browser?.close());

const inHours = (hours) => new Date(Date.now() + hours * 3600000).toISOString();
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();

test(
  'a coordinator sets up an MDT, changes who is in it and ends it; its members see it come and go',
  async () => {
    const nameOf = (person) => place.people[person].name;
    const keeper = await browser.signedIn('m.grant');
    const members = {};
    for (const person of ['a.khan', 'e.okafor', 'h.silva']) {
      members[person] = await browser.signedIn(person);
      await visit(members[person], '#/mdts');
      await heading(members[person], 'MDTs');
    }
    const doctor = members['a.khan'];
    assert.equal(await doctor.getByText('Set up an MDT').count(), 0);
    const listed = (page, name) => page.getByRole('link', { name, exact: true });
    const kept = async (name) => {
      const client = await overWs(place, 'm.grant');
      const { mdts } = await client.ok('mdt.list', {});
      await client.close();
      return mdts.find((mdt) => mdt.name === name);
    };
    const add = async (what, names) => {
      for (const name of names) {
        await keeper.getByRole('combobox', { name: what, exact: true }).fill(name);
        await keeper.getByRole('button', { name: `Add to ${what.toLowerCase()}` }).click();
      }
    };

    // Set up: by names, with what is wrong at its field, and nothing before the receipt.
    await visit(keeper, '#/mdts');
    await keeper.getByText('Set up an MDT').click();
    await keeper.getByRole('button', { name: 'Set up this MDT' }).click();
    await keeper.getByRole('link', { name: 'Choose who chairs it' }).waitFor();
    await everyWidth(keeper, 'mdt-new-problems');
    await keeper.getByLabel('Name', { exact: true }).fill('Coming MDT');
    await keeper.getByLabel('Chair', { exact: true }).selectOption({ label: nameOf('k.byrne') });
    const chairs = await keeper.getByLabel('Chair', { exact: true }).locator('option').allTextContents();
    assert.ok(chairs.includes(nameOf('a.khan')) && !chairs.includes(nameOf('m.grant')), 'clinicians only');
    await add('Members', [nameOf('a.khan'), nameOf('e.okafor'), 'x.nobody']);
    await add('Required specialties', ['Cardiology']);
    await keeper.getByLabel('Weeks between meetings (optional)').fill('2');
    await keeper.getByRole('button', { name: 'Set up this MDT' }).click();
    await keeper.getByRole('link', { name: 'Enter the day of the first meeting as well' }).waitFor();
    await keeper.getByLabel('First meeting (optional)').fill(inHours(24 * 30).slice(0, 10));
    await keeper.getByRole('button', { name: 'Set up this MDT' }).click();
    await keeper.locator('#mdt_members-problem', { hasText: 'One of these people does not exist.' }).waitFor();
    await everyWidth(keeper, 'mdt-new-refused');
    await keeper.getByRole('button', { name: 'Remove x.nobody' }).click();
    await goOffline(keeper);
    await keeper.getByRole('button', { name: 'Set up this MDT' }).click();
    await keeper.getByText('On its way').waitFor();
    assert.equal(await keeper.getByText(/is set up/).count(), 0);
    assert.equal(await listed(keeper, 'Coming MDT').count(), 0);
    assert.equal(await kept('Coming MDT'), undefined);
    await goOnline(keeper);
    await keeper.getByText('Coming MDT is set up.').waitFor();
    const made = await kept('Coming MDT');
    assert.deepEqual(made.members.map(({ person }) => person).sort(), ['a.khan', 'e.okafor', 'k.byrne']);
    assert.deepEqual([made.chair, made.deputy_chair], ['k.byrne', undefined]);
    assert.deepEqual([made.required, made.every_weeks], [['320'], 2]);
    // Their pages hear of it by themselves.
    for (const person of ['a.khan', 'e.okafor']) await listed(members[person], 'Coming MDT').waitFor();
    assert.equal(await listed(members['h.silva'], 'Coming MDT').count(), 0);

    // Changed: who is taken out loses it, who comes in sees it.
    await listed(keeper, 'Coming MDT').click();
    await keeper.getByText('Change this MDT').click();
    await keeper.getByRole('button', { name: 'Save these changes' }).click();
    await keeper.getByText('Nothing is different.').waitFor();
    await keeper.getByRole('button', { name: `Remove ${nameOf('e.okafor')}` }).click();
    await add('Members', [nameOf('h.silva')]);
    await keeper.getByLabel('Deputy chair (optional)').selectOption({ label: nameOf('h.silva') });
    await keeper.getByRole('button', { name: 'Remove Cardiology' }).click();
    await add('Required specialties', ['Respiratory Medicine']);
    await everyWidth(keeper, 'mdt-change');
    await keeper.getByRole('button', { name: 'Save these changes' }).click();
    await keeper.getByText('Coming MDT is changed.').waitFor();
    await keeper.getByRole('row', { name: new RegExp(`${nameOf('h.silva')}.*Deputy chair`) }).waitFor();
    const changed = await kept('Coming MDT');
    assert.deepEqual(changed.members.map(({ person }) => person).sort(), ['a.khan', 'h.silva', 'k.byrne']);
    assert.deepEqual([changed.deputy_chair, changed.required, changed.every_weeks], ['h.silva', ['340'], 2]);
    await listed(members['h.silva'], 'Coming MDT').waitFor();
    await visit(members['e.okafor'], `#/mdt/${made.conversation}`);
    await heading(members['e.okafor'], /does not exist, or you may not see it/);
    await visit(members['e.okafor'], '#/mdts');
    const others = listed(members['e.okafor'], 'Riverside frailty MDT');
    await others.or(members['e.okafor'].getByText(/You are in no/)).waitFor();
    assert.equal(await listed(members['e.okafor'], 'Coming MDT').count(), 0);

    // A chair keeps it as well, a member does not.
    await visit(members['h.silva'], `#/mdt/${made.conversation}`);
    await members['h.silva'].getByText('Change this MDT').click();
    await members['h.silva'].getByLabel('Name', { exact: true }).fill('Going MDT');
    await members['h.silva'].getByRole('button', { name: 'Save these changes' }).click();
    await members['h.silva'].getByText('Going MDT is changed.').waitFor();
    // Who keeps it without being in it hears of that as well, on the page that is open; so does the form on it.
    await heading(keeper, 'Going MDT');
    await keeper.waitForFunction(() => document.querySelector('#mdt_name').value === 'Going MDT');
    await listed(doctor, 'Going MDT').click();
    await heading(doctor, 'Going MDT');
    assert.equal(await doctor.getByText('Keeping this MDT').count(), 0);

    // Without a deputy, a quorum and a rhythm again: who was the deputy stays a member, and keeps it no more.
    await doctor.getByText('Before a case is decided, Respiratory Medicine must have spoken.').waitFor();
    await doctor.getByText(/^Every 2 weeks, next on/).waitFor();
    await keeper.getByLabel('Deputy chair (optional)').selectOption({ label: 'Nobody' });
    await keeper.getByRole('button', { name: 'Remove Respiratory Medicine' }).click();
    await keeper.getByLabel('Weeks between meetings (optional)').fill('');
    await keeper.getByRole('button', { name: 'Save these changes' }).click();
    await keeper.getByRole('link', { name: /^Enter how many weeks .* or empty the day$/ }).waitFor();
    await keeper.getByLabel('Next meeting of the rhythm (optional)').fill('');
    await everyWidth(keeper, 'mdt-cleared');
    await keeper.getByRole('button', { name: 'Save these changes' }).click();
    await keeper.getByText('Going MDT is changed.').waitFor();
    const cleared = await kept('Going MDT');
    assert.deepEqual(cleared.members.map(({ person }) => person).sort(), ['a.khan', 'h.silva', 'k.byrne']);
    assert.deepEqual(
      [cleared.deputy_chair, cleared.required, cleared.every_weeks, cleared.next_on],
      [undefined, undefined, undefined, undefined],
    );
    for (const page of [keeper, doctor, members['h.silva']]) {
      await page.getByText('Meets when a meeting is planned', { exact: true }).waitFor();
      await page.getByText('No specialty is required before a case is decided.').waitFor();
      await page.getByRole('row', { name: new RegExp(nameOf('h.silva')) }).waitFor();
      assert.equal(await page.getByRole('row', { name: /Deputy chair/ }).count(), 0);
    }
    assert.equal(await members['h.silva'].getByText('Keeping this MDT').count(), 0);

    // The deputy chosen first and taken away in the same form stays a member too.
    await keeper.getByLabel('Deputy chair (optional)').selectOption({ label: nameOf('e.okafor') });
    await keeper.getByRole('button', { name: 'Save these changes' }).click();
    await keeper.getByRole('row', { name: new RegExp(`${nameOf('e.okafor')}.*Deputy chair`) }).waitFor();
    await keeper.getByLabel('Deputy chair (optional)').selectOption({ label: 'Nobody' });
    await keeper.getByRole('button', { name: 'Save these changes' }).click();
    await keeper.getByRole('row', { name: /Deputy chair/ }).waitFor({ state: 'detached' });
    const again = await kept('Going MDT');
    assert.deepEqual(
      again.members.map(({ person }) => person).sort(),
      ['a.khan', 'e.okafor', 'h.silva', 'k.byrne'],
    );

    // Ended: not while a meeting is planned, which its coordinator closes without seeing its cases.
    await keeper.getByText('Plan a meeting').click();
    await keeper.getByRole('button', { name: 'Plan the meeting' }).click();
    await keeper.getByRole('link', { name: 'Enter when it opens' }).waitFor();
    await keeper.getByLabel('Opens: day').fill(inHours(24 * 30).slice(0, 10));
    await keeper.getByLabel(/^Opens: time/).fill('09:00');
    await keeper.getByRole('button', { name: 'Plan the meeting' }).click();
    await keeper.getByText(/^The meeting is planned/).waitFor();
    await keeper.getByText('Plan a meeting').click();
    await keeper.locator('summary', { hasText: 'End this MDT' }).click();
    await keeper.getByRole('button', { name: 'End this MDT' }).click();
    await keeper.getByRole('link', { name: 'Say why it ends' }).waitFor();
    await keeper.getByLabel('Why it ends').fill('The team meets elsewhere');
    await keeper.getByRole('button', { name: 'End this MDT' }).click();
    await keeper.getByText('A meeting of this MDT is planned or open; close it first.').waitFor();
    await keeper.getByRole('button', { name: /^Move or close the meeting of/ }).click();
    await everyWidth(keeper, 'mdt-end');
    await keeper.getByRole('button', { name: /^Close it now/ }).click();
    await keeper.getByRole('button', { name: /^Yes, close it now/ }).click();
    await keeper.getByRole('button', { name: /^Move or close the meeting of/ }).waitFor({ state: 'detached' });
    assert.equal((await kept('Going MDT')).ended, false);
    await keeper.getByRole('button', { name: 'End this MDT' }).click();
    await keeper.getByText('Going MDT has ended.').waitFor();
    assert.equal((await kept('Going MDT')).ended, true);
    await doctor.getByText('Has ended').waitFor();
    await keeper.getByText('Change this MDT').waitFor({ state: 'detached' });

    // An administrator says for which team.
    const administrator = await browser.signedIn('o.frost');
    await visit(administrator, '#/mdts');
    await administrator.getByText('Set up an MDT').click();
    await administrator.getByLabel('Team', { exact: true }).selectOption({ label: 'Riverside' });
    await administrator.getByLabel('Chair', { exact: true }).selectOption({ label: nameOf('e.okafor') });
    await everyWidth(administrator, 'mdt-new-administrator');
    for (const page of [keeper, administrator, ...Object.values(members)]) {
      checkQuiet(page, place);
      await page.context().close();
    }
  },
  { timeout: 240000 },
);
