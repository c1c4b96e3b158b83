/*
 * An installation that nobody has used yet: the first administrator gets in by a code, and lets in the others; and what was
 * exported elsewhere is imported and is the same.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';

import { Broker, poll } from './lib/broker.mjs';
import { corridorctl } from './lib/cli.mjs';
import { test } from './lib/harness.mjs';
import { cookiesAfter, request } from './lib/http.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';
import { totp } from './lib/totp.mjs';
import { overWs } from './lib/ws_client.mjs';

const PASSPHRASE = 'tidal lamp quorum violet';
let broker = null;
const elsewhere = {};

const exported = async (what) => {
  const { status, out, err } = await corridorctl(broker.place, 'o.frost', [what, 'export']);
  assert.equal(status, 0, err);
  return out;
};

/** Links of every kind that has not ended: agreed elsewhere, accepted here, still proposed. */
async function keepElsewhere() {
  await broker.startAll();
  const [administrator, coordinator, specialist] = await Promise.all(
    ['o.frost', 'm.grant', 'i.novak'].map((person) => overMqtt(broker.place, person)),
  );
  const propose = (treatment_function, more) =>
    coordinator.ok('link.create', {
      neighbourhood: 'riverside',
      treatment_function,
      specialists: ['i.novak'],
      reply_working_days: 3,
      ...more,
    });
  const { link } = await propose('410', { weekly_limit: 4, starts_on: '2026-01-01', ends_on: '2099-12-31' });
  await specialist.ok('link.accept', { link });
  await propose('300', {});
  elsewhere.organisations = (await administrator.ok('organisation.list', { limit: 200 })).organisations;
  elsewhere.neighbourhoods = (await administrator.ok('neighbourhood.list', { limit: 200 })).neighbourhoods;
  elsewhere.people = await exported('people');
  elsewhere.links = await exported('links');
  await Promise.all([administrator, coordinator, specialist].map((client) => client.close()));
  await broker.end('corridord', 'SIGTERM');
  await broker.end('mosquitto', 'SIGTERM');
}

before(
  async () => {
    broker = await Broker.make();
    await keepElsewhere();
    rmSync(broker.dataDir, { recursive: true });
  },
  { timeout: 900000 },
);
after(() => broker?.stop());

const first = (...options) =>
  spawnSync(
    process.env.CORRIDORD,
    ['--config', path.join(broker.place.dir, 'corridord.conf'), 'first-administrator', ...options],
    { encoding: 'utf8' },
  );
const frost = ['--person', 'o.frost', '--name', 'Oliver Frost', '--device', 'o-frost-1'];
const codeOf = ({ status, stdout, stderr }) => {
  assert.equal(status, 0, stderr);
  const [, code] = stdout.match(/^([0-9A-Z]+(?:-[0-9A-Z]{4}){4})\nHand this code to o\.frost, and to nobody else\./);
  assert.ok(!stderr.includes(code), 'the code stands in no log');
  return code;
};
const post = (path_, body, options = {}) => request(broker.place, 'POST', path_, { body, ...options });

async function enrol(person, code) {
  const invited = await post('/auth/invitation', { person, code });
  assert.equal(invited.status, 200, invited.text);
  const answer = await post('/auth/enrol', {
    person,
    code,
    password: PASSPHRASE,
    totp: totp(invited.json.totp_secret),
  });
  assert.equal(answer.status, 200, answer.text);
  return { cookie: cookiesAfter(answer), device: answer.json.device };
}

test(
  'the first administrator of an empty record gets in with a code, and lets in the next',
  async () => {
    for (const [options, problem] of [
      [[], /first-administrator needs --person ID and --name NAME/],
      [['--person', 'O Frost', '--name', 'Oliver Frost'], /--person must/],
      [['--person', 'o.frost', '--name', ' '], /--name must/],
      [['--person', 'o.frost', '--name', 'Oliver Frost', '--device', 'O/1'], /--device must/],
    ]) {
      const refused = first(...options);
      assert.equal(refused.status, 2, refused.stderr);
      assert.match(refused.stderr, problem);
    }
    const lost = codeOf(first(...frost));
    const code = codeOf(first(...frost));
    assert.notEqual(code, lost, 'said again it gives another code');
    assert.equal(first('--person', 'z.else', '--name', 'Somebody Else').status, 1, 'nobody else');
    await broker.startAll();
    assert.notEqual(first(...frost).status, 0, 'not beside the daemon');

    assert.equal((await post('/auth/invitation', { person: 'o.frost', code: lost })).status, 401, 'the newer voids it');
    const session = await enrol('o.frost', code);
    const administrator = await overWs(broker.place, 'o.frost', { session });
    assert.deepEqual((await administrator.ok('session.hello')).roles, ['administrator']);
    await administrator.ok('person.create', { person: 'p.quinn', display_name: 'Priya Quinn', roles: ['auditor'] });
    const { code: next } = await administrator.ok('person.invite', { person: 'p.quinn' });
    const auditor = await overWs(broker.place, 'p.quinn', { session: await enrol('p.quinn', next) });
    const { entries } = await auditor.ok('audit.list', { person: 'o.frost', kind: 'did' });
    assert.ok(entries.length > 0, 'what they did is in the trail');
    await Promise.all([administrator.close(), auditor.close()]);

    // Their device speaks at a terminal at once.
    const people = await corridorctl(broker.place, 'o.frost', ['people', 'list']);
    assert.equal(people.status, 0, people.err);
    assert.match(people.out, /o\.frost[\s\S]*p\.quinn/);
  },
  { timeout: 120000 },
);

test(
  'once they have signed in there is no such way in any more',
  async () => {
    await broker.end('corridord', 'SIGTERM');
    for (const options of [frost, ['--person', 'z.else', '--name', 'Somebody Else']]) {
      const refused = first(...options);
      assert.equal(refused.status, 1, refused.stdout);
      assert.match(refused.stderr, /somebody was let into this record already; an administrator invites the others/);
      assert.equal(refused.stdout, '');
    }
    broker.start('corridord');
    await poll(() => broker.isReady(), 'Corridor getting ready');
  },
  { timeout: 120000 },
);

test(
  'what was exported elsewhere is imported, and a new export says the same',
  async () => {
    const administrator = await overMqtt(broker.place, 'o.frost');
    for (const { organisation, name, kind } of elsewhere.organisations)
      await administrator.ok('organisation.create', { organisation, name, kind });
    for (const { neighbourhood, name, population, practices } of elsewhere.neighbourhoods)
      await administrator.ok('neighbourhood.create', { neighbourhood, name, population, practices });
    for (const what of ['people', 'links']) {
      const file = path.join(broker.dir, `${what}.csv`);
      writeFileSync(file, elsewhere[what]);
      const { status, out, err } = await corridorctl(broker.place, 'o.frost', [what, 'import', file]);
      assert.equal(status, 0, out + err);
    }
    const sorted = (csv) => csv.trim().replaceAll('"', '').split('\r\n').sort();
    const links = sorted(elsewhere.links);
    assert.ok(links.length >= 12, elsewhere.links);
    const like = (pattern) => links.filter((line) => pattern.test(line)).length;
    assert.equal(like(/^riverside,410,i\.novak,3,4,20\d\d-\d\d-\d\d,2026-01-01,2099-12-31$/), 1, elsewhere.links);
    assert.equal(like(/^riverside,300,i\.novak,3,,,,$/), 1, 'one is still proposed');
    assert.equal(like(/,2026-01-05,,$/), links.length - 3, 'the others were agreed elsewhere');
    assert.deepEqual(sorted(await exported('links')), links);
    const states = ({ links: rows }) => rows.map(({ treatment_function, state }) => `${treatment_function} ${state}`);
    const there = states(await administrator.ok('link.list', { neighbourhood: 'riverside' }));
    assert.ok(there.includes('410 open') && there.includes('300 proposed'), there.join());
    await administrator.close();
  },
  { timeout: 120000 },
);
