/* People, places and devices, kept by command: at a terminal, over MQTT and over WebSocket, one by one and from a file. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';

import { Broker } from './lib/broker.mjs';
import { ask, conversationWith } from './lib/cases.mjs';
import { corridorctl } from './lib/cli.mjs';
import { root } from './lib/env.mjs';
import { test } from './lib/harness.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';
import { closeAll } from './lib/open.mjs';
import { overWs } from './lib/ws_client.mjs';

let broker, place;
const folder = mkdtempSync(path.join(os.tmpdir(), 'corridor-people-'));
before(async () => {
  broker = await Broker.make();
  place = broker.place;
  await broker.startAll();
}, { timeout: 240000 });
after(async () => {
  await closeAll();
  rmSync(folder, { recursive: true, force: true });
  await broker?.stop();
});

/** Runs corridorctl as the administrator, or somebody else. */
async function ctl(args, { status = 0, as = 'o.frost', ...options } = {}) {
  const result = await corridorctl(place, as, args, options);
  assert.equal(result.status, status, `${args.join(' ')}\n${result.err}${result.out.slice(0, 2000)}`);
  return result;
}

const rows = async (args, member) => JSON.parse((await ctl([...args, '--json'])).out)[member];

function file(name, text) {
  const where = path.join(folder, name);
  writeFileSync(where, text);
  return where;
}

test('an administrator keeps places, people and devices at a terminal, and is told why something cannot be', async () => {
  await ctl(['organisations', 'add', 'Y98001', '--name', 'Lakeside Surgery', '--kind', 'practice']);
  await ctl(['neighbourhoods', 'add', 'lakeside', '--name', 'Lakeside', '--population', '38000', '--practices', 'Y98001']);
  await ctl(['people', 'add', 'z.lake', '--name', 'Dr Zoe Lake', '--roles', 'int_clinician', '--number', '7099999',
    '--at', 'Y98001', '--team', 'lakeside']);
  await ctl(['devices', 'add', 'z-lake-1', '--person', 'z.lake']);
  const listed = await ctl(['people', 'list', '--team', 'lakeside']);
  assert.match(listed.out, /PERSON +NAME +ROLES/);
  assert.match(listed.out, /z\.lake +Dr Zoe Lake +int_clinician +7099999 +Y98001 +lakeside +active +1/);
  assert.match((await ctl(['organisations', 'list', '--text', 'lakeside'])).out, /Y98001 +Lakeside Surgery +practice +lakeside +1/);
  assert.match((await ctl(['devices', 'list', '--person', 'z.lake'])).out, /z-lake-1 +z\.lake/);

  await ctl(['neighbourhoods', 'change', 'lakeside', '--population', '38500']);
  await ctl(['organisations', 'change', 'Y98001', '--name', 'Lakeside Health Centre']);
  await ctl(['people', 'change', 'z.lake', '--job', 'GP partner', '--clear', 'professional_number']);
  await ctl(['people', 'roles', 'z.lake', 'int_clinician,coordinator']);
  const [person] = await rows(['people', 'list', '--text', 'zoe'], 'people');
  assert.deepEqual([person.job_title, person.professional_number, person.roles],
    ['GP partner', undefined, ['int_clinician', 'coordinator']]);
  const places = await rows(['neighbourhoods', 'list'], 'neighbourhoods');
  assert.equal(places.find((one) => one.neighbourhood === 'lakeside').population, 38500);

  const busy = await ctl(['organisations', 'end', 'Y98001'], { status: 1 });
  assert.match(busy.err, /People still work there/);
  assert.doesNotMatch(busy.err, /corridor show/);
  assert.match((await ctl(['neighbourhoods', 'end', 'lakeside'], { status: 1 })).err, /People still work for it/);
  assert.match((await ctl(['people', 'change', 'z.lake', '--number', '12'], { status: 1 })).err, /professional number must be/);
  assert.match((await ctl(['people', 'suspend', 'o.frost', '--reason', 'Holiday'], { status: 1 })).err, /last administrator/);
  await ctl(['people', 'suspend', 'z.lake', '--reason', 'Gone']);
  await ctl(['neighbourhoods', 'end', 'lakeside']);
  await ctl(['organisations', 'end', 'Y98001']);
  assert.match((await ctl(['people', 'reinstate', 'z.lake'], { status: 1 })).err, /Their neighbourhood has ended/);
  assert.match((await ctl(['people', 'list', '--state', 'suspended'])).out, /z\.lake.*suspended/);

  // a coordinator keeps the people of their own team, and nothing else
  const team = await ctl(['people', 'list'], { as: 'm.grant' });
  assert.match(team.out, /a\.khan/);
  assert.doesNotMatch(team.out, /d\.moore|o\.frost/);
  await ctl(['people', 'change', 'c.lewis', '--job', 'Senior practice nurse'], { as: 'm.grant' });
  await ctl(['people', 'change', 'd.moore', '--job', 'GP'], { as: 'm.grant', status: 1 });
  await ctl(['people', 'roles', 'a.khan', 'manager'], { as: 'm.grant', status: 1 });
});

test('who moves to another team sees nothing of the old one with their next command, on both transports', async () => {
  const [admin, gp] = [await overMqtt(place, 'o.frost'), await overWs(place, 'a.khan')];
  const movers = [await overMqtt(place, 'b.osei'), await overWs(place, 'b.osei')];
  const { thread } = await ask(gp, 'f.rossi', { title: 'Before the move' });
  for (const mover of movers) await mover.event('case.asked', { thread });
  await admin.ok('person.update', { person: 'b.osei', neighbourhood: 'hillside', organisation: 'Y90011' });
  await admin.event('person.updated', { data: { person: 'b.osei', neighbourhood: 'hillside' } });
  for (const mover of movers) {
    assert.equal((await mover.refused('thread.history', { thread })).code, 'not_found');
    assert.equal((await mover.refused('message.send', { thread, body: 'Still here?' })).code, 'not_found');
    assert.ok((await mover.sync()).every((event) => event.thread !== thread));
  }
  await gp.ok('message.send', { thread, body: 'After the move' });
  // what happens in the new team comes at once
  const colleague = await overMqtt(place, 'd.moore');
  const asked = await ask(colleague, 'e.okafor', { title: 'In Hillside' });
  for (const mover of movers) {
    await mover.event('case.asked', { thread: asked.thread });
    assert.ok(!mover.heard.some((event) => event.event === 'message.sent' && event.thread === thread));
    await mover.ok('message.send', { thread: asked.thread, body: 'Hello from the new one' });
  }
  assert.equal((await admin.refused('person.update', { person: 'b.osei', neighbourhood: 'nowhere' })).field, 'args.neighbourhood');
  await admin.close(); // a device has one connection: the terminal of later tests would take turns with this one
});

test('suspension and roles work from one command to the next, and so does their end', async () => {
  const admin = await overWs(place, 'o.frost');
  const device = await overMqtt(place, 'c.lewis');
  const conversation = await conversationWith(device, 'g.patel');
  const gone = once(device.connection, 'close');
  await admin.ok('person.suspend', { person: 'c.lewis', reason: 'Left' });
  await gone;
  await assert.rejects(overWs(place, 'c.lewis', { fresh: true }));
  await admin.ok('person.reinstate', { person: 'c.lewis' });
  await overWs(place, 'c.lewis', { fresh: true }).then((again) => again.ok('thread.list', { conversation }));
  await admin.ok('person.set_roles', { person: 'c.lewis', roles: ['manager'] });
  const manager = await overWs(place, 'c.lewis', { fresh: true });
  assert.equal((await manager.refused('thread.list', { conversation })).code, 'not_found');
  await manager.ok('report.avoided', { from: '2026-01-01', until: '2026-01-31' });
  assert.equal((await admin.refused('person.set_roles', { person: 'e.okafor', roles: ['manager'] })).code, 'conflict');
});

test('a lost device is revoked by its owner, and nothing is taken from it any more', async () => {
  execFileSync(path.join(root, 'certs/make-device'), [path.join(place.dir, 'certs'), 'a-khan-2'], { stdio: 'ignore' });
  await ctl(['devices', 'add', 'a-khan-2', '--person', 'a.khan']);
  const lost = await overMqtt(place, 'a.khan', { device: 'a-khan-2' });
  await lost.ok('conversation.list');
  assert.match((await ctl(['devices', 'list'], { as: 'a.khan' })).out, /a-khan-1[^]*a-khan-2/);
  const gone = once(lost.connection, 'close');
  await ctl(['devices', 'revoke', 'a-khan-2', '--reason', 'Lost on a train'], { as: 'a.khan' });
  await gone;
  await ctl(['devices', 'revoke', 'f-rossi-1', '--reason', 'Not mine'], { as: 'a.khan', status: 1 });
  assert.match((await ctl(['devices', 'add', 'a-khan-2', '--person', 'a.khan'], { status: 1 })).err, /already/);
});

/* --- files ------------------------------------------------------------------------------------------------------------ */

const header = 'person,display_name,roles,job_title,professional_number,organisation,neighbourhood,treatment_function';
const manyPeople = 5000, teams = 50, functions = [100, 101, 110, 120, 130, 140, 300, 301, 320, 330];

/** A line for each of many made-up people: every tenth a specialist, the others spread over the teams. */
function personLine(number) {
  const id = `p.${String(number).padStart(5, '0')}`;
  const licence = 6000000 + number;
  return number % 10 === 0
    ? `${id},"Specialist, ${number}",specialist,Consultant,${licence},Y9T,,${functions[(number / 10) % functions.length]}`
    : `${id},Clinician ${number},int_clinician,GP,${licence},Y90001,team-${number % teams},`;
}

const peopleFile = (name, mend = (line) => line) =>
  file(name, `\uFEFF${header}\r\n${Array.from({ length: manyPeople }, (_, i) => mend(personLine(i + 1), i + 2)).join('\r\n')}\r\n`);

function linksFile(name) {
  const lines = Array.from({ length: teams * functions.length }, (_, i) => {
    const [team, at] = [i % teams, Math.floor(i / teams)];
    const specialist = (turn) => `p.${String((at + turn * functions.length) * 10 || manyPeople).padStart(5, '0')}`;
    return `team-${team},${functions[at]},${specialist(team % 40)};${specialist((team + 1) % 40)},2,20`;
  });
  return file(name, `neighbourhood,treatment_function,specialists,reply_working_days,weekly_limit\n${lines.join('\n')}\n`);
}

/** The same for what is large: a loaded machine may take its time. */
const ctlPatiently = (args, options) => ctl([...args, '--timeout', '100'], { ...options, timeout: 150000 });

test('5,000 people and 500 links are imported in one piece each, and a wrong line 4,321 changes nothing', async (t) => {
  const admin = await overWs(place, 'o.frost');
  for (let team = 0; team < teams; team++) {
    await admin.ok('neighbourhood.create',
      { neighbourhood: `team-${team}`, name: `Team ${team}`, population: 50000, practices: ['Y90001'] });
  }
  const { pos } = await admin.ok('session.hello');
  await admin.close();
  // a socket that is told of thousands of people at once and cannot keep up is closed, so each time another one asks
  const peopleSince = async () => {
    const asker = await overWs(place, 'o.frost');
    const events = await asker.sync(pos);
    await asker.close();
    return events.filter((event) => event.event.startsWith('person.')).length;
  };

  const bad = peopleFile('bad.csv', (line, number) => (number === 4321 ? line.replace(/,Y9T,/, ',Y9X,') : line));
  const refused = await ctlPatiently(['people', 'import', bad], { status: 1 });
  assert.equal(refused.out, '');
  assert.match(refused.err, /^line 4321: rejected: p\.04320: There is no such organisation\. \(organisation\)$/m);
  assert.match(refused.err, /1 of 5000 lines is rejected, so nothing was changed\./);
  assert.equal(await peopleSince(), 0);

  const plan = await ctlPatiently(['people', 'import', peopleFile('plan.csv'), '--dry-run']);
  assert.match(plan.out, /^line 4321: would add p\.04320$/m);
  assert.match(plan.out, /5000 lines: 5000 would be added, 0 changed, 0 are so already, 0 are rejected\. Nothing was changed\./);
  assert.equal(await peopleSince(), 0);

  const people = await ctlPatiently(['people', 'import', peopleFile('people.csv')]);
  assert.match(people.out, /5000 lines in [\d.]+ seconds: 5000 added, 0 changed, 0 were so already\./);
  assert.equal(await peopleSince(), manyPeople);
  const links = await ctlPatiently(['links', 'import', linksFile('links.csv')]);
  assert.match(links.out, /500 lines in [\d.]+ seconds: 500 added/);
  t.diagnostic(`${people.out.trim()} ${links.out.trim()}`);

  // a second time nothing is left to do
  assert.match((await ctlPatiently(['people', 'import', peopleFile('again.csv')])).out, /0 added, 0 changed, 5000 were so already/);
  assert.match((await ctlPatiently(['links', 'import', linksFile('again-links.csv')])).out, /0 added, 0 changed, 500 were so already/);
}, { timeout: 240000 });

test('what is exported can be imported, and changes nothing', async () => {
  // names that a spreadsheet would take for formulas, or that need quotes
  await ctl(['people', 'add', 'q.odd', '--name', '=1+1, "quoted"', '--roles', 'manager', '--job', '-Ünïcödé']);
  const people = await ctlPatiently(['people', 'export']);
  assert.match(people.out, /^\uFEFF"person","display_name","roles"/);
  assert.match(people.out, /"q\.odd","'=1\+1, ""quoted""","manager","'-Ünïcödé"/);
  assert.match(people.out, /"e\.okafor",.*"320","active"/);
  assert.match(people.out, /"z\.lake",.*"suspended"/);
  const total = people.out.trim().split('\r\n').length - 1;
  const again = await ctlPatiently(['people', 'import', file('exported.csv', people.out)]);
  assert.match(again.out, new RegExp(`${total} lines in .*: 0 added, 0 changed, ${total} were so already`));
  const links = await ctlPatiently(['links', 'export']);
  assert.match(links.out, /"riverside","320","e\.okafor;r\.haddad","2","20","2026-01-05","",""/);
  assert.match((await ctlPatiently(['links', 'import', '-'], { input: links.out })).out, /: 0 added, 0 changed, 509 were so already/);
}, { timeout: 240000 });

test('a file changes who is there already, and is refused with its line and column when it is none', async () => {
  const own = file('own.csv', `${header}\n"a.khan","Dr Amina Khan",int_clinician,"GP partner, trainer",7012345,Y90001,riverside,\n`);
  assert.match((await ctl(['people', 'import', own, '--dry-run'])).out, /line 2: would change a\.khan \(job_title\)/);
  const json = await ctl(['people', 'import', own, '--dry-run', '--json']);
  assert.deepEqual(JSON.parse(json.out.split('\n')[0]), { line: 2, fate: 'update', subject: 'a.khan', changes: 'job_title' });
  assert.match((await ctl(['people', 'import', own])).out, /0 added, 1 changed/);
  const refusals = [
    ['person,display_name\nx,y\n', /line 1: the column "roles" is missing/],
    [`${header},shoe_size\n`, /line 1: the column "shoe_size" is not known/],
    [`${header}\na.khan,Dr\n`, /line 2: there are 2 cells under 8 columns/],
    [`${header}\n`, /there is nothing below/],
    ['', /the file is empty/],
    [`${header}\n"x`, /begins a quoted field that never ends/],
  ];
  for (const [text, reason] of refusals) {
    assert.match((await ctl(['people', 'import', file('wrong.csv', text)], { status: 2 })).err, reason);
  }
  const control = file('control.csv', `${header}\nv.1,A,manager,,,,,\nv.2,A\u0001B,manager,,,,,\n`);
  assert.match((await ctl(['people', 'import', control], { status: 1 })).err, /line 3: rejected: display_name must not hold control/);
  await ctl(['people', 'import', own], { as: 'm.grant', status: 1 });
  await ctl(['links', 'import', file('l.csv',
    'neighbourhood,treatment_function,specialists,reply_working_days,weekly_limit\nriverside,320,x.nobody,2,\n')], { status: 1 });
});
