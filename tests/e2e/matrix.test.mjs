/*
 * The whole authorisation matrix over the wire: every line of tests/authz/decisions.txt is said over MQTT and over
 * WebSocket by somebody who stands in that relation, with valid arguments, and must end as the line says. What is allowed
 * succeeds; where the facts refuse it afterwards, lib/matrix_args.mjs says with which refusal, and no other will do. And
 * each denial leaves exactly one entry in the audit trail, without a word of content.
 */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { Broker } from './lib/broker.mjs';
import { commands, decisions, example } from './lib/decisions.mjs';
import { test } from './lib/harness.mjs';
import { request } from './lib/http.mjs';
import { actors, afterwards, argsOf, impossible } from './lib/matrix_args.mjs';
import { CANARY, ROLES, World, named } from './lib/matrix_world.mjs';
import { MqttClient, overMqtt } from './lib/mqtt_client.mjs';
import { closeAll, opened } from './lib/open.mjs';
import { denialsSince, sayWhileShutOut } from './lib/shut_out.mjs';
import { openSocket, overWs } from './lib/ws_client.mjs';

const DENIALS = ['forbidden', 'not_found', 'unauthenticated'];
const lines = decisions();
const possible = lines.filter((line) => !impossible(line));
const isOutside = ({ relation }) => relation === 'suspended' || relation === 'unknown';
const denied = new Map(); // person device command code -> how often
let broker, place, world, auditor, start;

before(
  async () => {
    broker = await Broker.make();
    place = broker.place;
    broker.configure('commands_per_minute', 1000000);
    await broker.startAll();
    world = await World.make(place);
    auditor = await overWs(place, 'p.quinn');
    start = (await auditor.ok('session.hello')).pos;
  },
  { timeout: 240000 },
);
after(async () => {
  await world?.close();
  await closeAll();
  await broker?.stop();
});

/* --- the lines ------------------------------------------------------------------------------------------------------ */

test('every command has its lines for every role', () => {
  const written = new Set(lines.map(({ cmd, roles, relation }) => `${cmd} ${roles} ${relation}`));
  assert.equal(written.size, lines.length, 'no line is written twice');
  const known = commands();
  assert.deepEqual([...new Set(lines.map(({ cmd }) => cmd))].sort(), [...known].sort());
  for (const cmd of known) {
    for (const role of ROLES) {
      const own = possible.filter((line) => line.cmd === cmd && line.roles === role);
      for (const relation of ['suspended', 'unknown']) {
        assert.ok(
          own.some((line) => line.relation === relation),
          `${cmd} ${role} ${relation} has no line`,
        );
      }
      const inside = own.filter((line) => !isOutside(line));
      assert.ok(inside.length > 0, `${cmd} ${role} is never said by anybody who is let in`);
      assert.deepEqual(inside.map(({ relation }) => relation).sort(), relationsOf(cmd, role), `${cmd} ${role}`);
    }
  }
});

/** Whether somebody of a role can stand in a relation at all. */
function suits(relation, role, cmd) {
  switch (relation) {
    case 'neighbourhood':
      return role === 'int_clinician' || (role === 'coordinator' && cmd.startsWith('mdt.'));
    case 'specialist':
    case 'guest':
      return role === 'specialist';
    case 'author':
    case 'former_author':
    case 'chair':
    case 'former_chair':
      return role === 'int_clinician' || role === 'specialist';
    default:
      return !isOutside({ relation }) && !impossible({ cmd, roles: role, relation });
  }
}

/** The relations that the command's lines have for any role, as far as this one can stand in them. */
function relationsOf(cmd, role) {
  const ofCommand = lines.filter((line) => line.cmd === cmd && ROLES.includes(line.roles));
  return [...new Set(ofCommand.map(({ relation }) => relation))]
    .filter((relation) => suits(relation, role, cmd))
    .sort();
}

/** Notes a denial, so that the audit trail can be compared. */
function note(person, device, cmd, receipt) {
  if (receipt.ok || !DENIALS.includes(receipt.error.code)) return;
  const key = `${person} ${device} ${cmd} ${receipt.error.code}`;
  denied.set(key, (denied.get(key) ?? 0) + 1);
}

const brief = ({ number, cmd, roles, relation }, person) => `line ${number}: ${cmd} ${roles} ${relation}, as ${person}`;

/** What is wrong with a receipt; null when it is as the line says. */
function judge(line, person, transport, receipt) {
  const told = receipt.ok ? 'ok' : `${receipt.error.code} ${receipt.error.field ?? ''} "${receipt.error.message}"`;
  if (line.decision !== 'allow') {
    return !receipt.ok && receipt.error.code === line.decision
      ? null
      : `${brief(line, person)}: ${told}, not ${line.decision}`;
  }
  const refusal = afterwards(line, transport);
  const isAsTold = refusal
    ? !receipt.ok &&
      receipt.error.code === refusal.code &&
      (!refusal.field || receipt.error.field === refusal.field) &&
      (!refusal.message || refusal.message.test(receipt.error.message))
    : receipt.ok;
  return isAsTold ? null : `${brief(line, person)}: ${told}, though it is allowed`;
}

/** One person says all their lines, one after the other. */
async function sayAll(person, theirs, client, device, transport) {
  const wrong = [];
  for (const line of theirs) {
    const args = await argsOf(line, world, { person, client });
    const receipt = await client.command(line.cmd, args);
    note(person, device, line.cmd, receipt);
    wrong.push(judge(line, person, transport, receipt));
  }
  return wrong.filter(Boolean);
}

/** The people who say anything, each with their lines; what ends their own sessions comes last. */
function turns() {
  const byPerson = new Map();
  for (const line of possible.filter((one) => !isOutside(one))) {
    for (const person of actors(line)) byPerson.set(person, [...(byPerson.get(person) ?? []), line]);
  }
  const last = (line) => (line.cmd === 'session.end' ? 1 : 0);
  return [...byPerson].map(([person, theirs]) => [person, theirs.toSorted((a, b) => last(a) - last(b))]);
}

for (const [transport, connect] of [
  [
    'WebSocket',
    async (person) => {
      const session = await world.session(person);
      return [await overWs(place, person, { session }), session.device];
    },
  ],
  ['MQTT', async (person) => [await overMqtt(place, person), place.deviceOf(person)]],
]) {
  test(
    `every line holds over ${transport}`,
    async (t) => {
      const results = await Promise.all(
        turns().map(async ([person, theirs]) => {
          const [client, device] = await connect(person);
          client.isResending = false; // a command is denied each time it is sent, and each denial is an entry
          const wrong = await sayAll(person, theirs, client, device, transport);
          await client.close();
          return { said: theirs.length, wrong };
        }),
      );
      assert.deepEqual(
        results.flatMap(({ wrong }) => wrong),
        [],
      );
      t.diagnostic(`${results.reduce((sum, { said }) => sum + said, 0)} commands, of ${results.length} people`);
    },
    { timeout: 240000 },
  );
}

/* --- who is not let in ---------------------------------------------------------------------------------------------- */

const linesOf = (roles, relation) => lines.filter((line) => line.roles === roles && line.relation === relation);

test('a device that belongs to nobody is answered unauthenticated, whatever it says', async () => {
  await world.certify('x-unclaimed-1');
  const client = opened(new MqttClient(place, 'x-unclaimed-1'));
  client.isResending = false;
  for (const { cmd, decision } of linesOf('int_clinician', 'unknown')) {
    const receipt = await client.command(cmd, example(cmd));
    note('-', 'x-unclaimed-1', cmd, receipt);
    assert.equal(receipt.error?.code, decision, cmd);
  }
  await client.close();
});

/**
 * Shuts a device out, again and again, until each command was denied as unauthenticated at least once: the MQTT server
 * ends its session within a second, so that not every command gets through, and a read may be faster than the commit.
 */
async function shutOutUntilDenied(commandsWanted, shutOnce) {
  const missing = new Set(commandsWanted);
  for (let round = 0; missing.size > 0; round++) {
    assert.ok(round < 30, `these never got through: ${[...missing]}`);
    for (const { by = '-', device, command, code } of await shutOnce([...missing], round)) {
      note(by, device, command, { ok: false, error: { code } });
      if (code === 'unauthenticated') missing.delete(command);
    }
  }
}

for (const role of ROLES) {
  test(`a suspended ${role} is answered unauthenticated, over MQTT`, async () => {
    const person = named(role, 'suspended');
    const theirs = linesOf(role, 'suspended');
    assert.ok(theirs.every(({ decision }) => decision === 'unauthenticated'));
    await shutOutUntilDenied(
      theirs.map(({ cmd }) => cmd),
      async (missing) => {
        const entries = await sayWhileShutOut(
          { place, administrator: world.administrator, auditor },
          {
            person,
            device: place.deviceOf(person),
            commands: missing,
            cmd: 'person.suspend',
            args: { person, reason: 'For the matrix' },
          },
        );
        await world.administrator.ok('person.reinstate', { person });
        return entries;
      },
    );
  });

  test(`a suspended ${role} has no session and gets none, over WebSocket`, async () => {
    const person = named(role, 'suspended');
    const session = await world.session(person);
    const client = await overWs(place, person, { session });
    await client.ok('session.hello');
    const closed = client.untilClosed();
    const at = Date.now();
    await world.administrator.ok('person.suspend', { person, reason: 'For the matrix' });
    assert.equal(await closed, 4001);
    assert.ok(Date.now() - at < 5000, 'within five seconds');
    // so whatever a line of theirs says, there is no socket to say it through
    assert.equal(await refusedUpgrade(session.cookie), 401);
    assert.equal((await request(place, 'GET', '/auth/me', { cookie: session.cookie })).status, 401);
    await client.close();
  });
}

/** The status with which an upgrade is refused. */
function refusedUpgrade(cookie) {
  return new Promise((resolve, reject) => {
    const socket = openSocket(place, { cookie });
    socket.on('unexpected-response', (_, answer) => resolve(answer.statusCode));
    socket.on('open', () => reject(new Error('the socket opened')));
    socket.on('error', () => {});
  });
}

test('somebody unknown has no session, over WebSocket', async () => {
  assert.equal(await refusedUpgrade(undefined), 401);
  assert.equal(await refusedUpgrade(`__Host-corridor=${'0'.repeat(64)}`), 401);
});

test('a revoked device is answered unauthenticated, whatever it says', async () => {
  await shutOutUntilDenied(commands(), async (missing, round) => {
    const device = `x-revoked-${round + 2}`;
    await world.certify(device);
    await world.administrator.ok('device.enrol', { device, person: 'x-revoked' });
    return sayWhileShutOut(
      { place, administrator: world.administrator, auditor },
      {
        person: 'x-revoked',
        device,
        commands: missing,
        cmd: 'device.revoke',
        args: { device, reason: 'For the matrix' },
      },
    );
  });
});

/* --- what cannot be -------------------------------------------------------------------------------------------------- */

test('the relations that no line is tried in cannot be brought about', async () => {
  const { administrator } = world;
  for (const role of ['int_clinician', 'coordinator']) {
    const refused = await administrator.refused('person.create', {
      person: 'y-nowhere',
      display_name: 'Nobody',
      roles: [role],
    });
    assert.deepEqual([refused.code, refused.field], ['bad_request', 'args.neighbourhood']);
    const cleared = await administrator.refused('person.update', {
      person: named(role, 'away'),
      clear: ['neighbourhood'],
    });
    assert.deepEqual([cleared.code, cleared.field], ['bad_request', 'args.neighbourhood']);
  }
  for (const role of ROLES.filter((one) => one !== 'int_clinician' && one !== 'specialist')) {
    for (const where of ['home', 'cover']) {
      const client = await overMqtt(place, named(role, where));
      assert.deepEqual((await client.ok('conversation.list')).conversations, [], role);
      await client.close();
    }
  }
  const clinician = await overMqtt(place, named('int_clinician', 'away'));
  const { conversations } = await clinician.ok('conversation.list');
  assert.ok(
    conversations.some(({ conversation }) => conversation === world.away.conversation),
    'its team is linked',
  );
  await clinician.close();
});

/* --- the trail of it -------------------------------------------------------------------------------------------------- */

const MAY_BE_TOLD = new Set([
  'pos',
  'at',
  'kind',
  'event',
  'by',
  'by_name',
  'device',
  'conversation',
  'thread',
  'command',
  'code',
  'rows',
]);

test(
  'each denial left one entry, and no entry holds what was said',
  async (t) => {
    const entries = await denialsSince(auditor, start);
    const found = new Map();
    for (const { by = '-', device, command, code } of entries) {
      const key = `${by} ${device} ${command} ${code}`;
      found.set(key, (found.get(key) ?? 0) + 1);
    }
    const differing = [...new Set([...denied.keys(), ...found.keys()])]
      .filter((key) => denied.get(key) !== found.get(key))
      .map((key) => `${key}: denied ${denied.get(key) ?? 0} times, ${found.get(key) ?? 0} entries`);
    assert.deepEqual(differing, []);
    for (const entry of entries) {
      assert.deepEqual(
        Object.keys(entry).filter((key) => !MAY_BE_TOLD.has(key)),
        [],
      );
      assert.equal(entry.kind, 'denied');
    }
    assert.ok(!JSON.stringify(entries).includes(CANARY));
    t.diagnostic(`${entries.length} denials`);
  },
  { timeout: 120000 },
);
