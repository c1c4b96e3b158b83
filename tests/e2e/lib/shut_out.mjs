/* What a device says in the moment in which it is shut out: after the commit, and before the MQTT server has been told. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import { poll } from './broker.mjs';
import { example } from './decisions.mjs';
import { overMqtt } from './mqtt_client.mjs';

const MOMENT_MS = 40;

/** The entries that denials left in the trail since a position, oldest first. */
export async function denialsSince(auditor, since) {
  const entries = [];
  for (let before; ; ) {
    const page = await auditor.ok('audit.list', {
      kind: 'denied',
      limit: 200,
      ...(before ? { before } : {}),
    });
    entries.push(...page.entries.filter((entry) => entry.pos > since));
    before = page.before;
    if (!before || page.entries.at(-1)?.pos <= since) return entries.reverse();
  }
}

/** Publishes a command that must succeed, does something as soon as the server has taken it, and returns its position. */
async function publishThen(client, cmd, args, then) {
  const txn = `now-${randomUUID()}`;
  const topic = `corridor/v1/${client.device}/cmd`;
  await client.connection.publishAsync(topic, JSON.stringify({ txn, cmd, args }), { qos: 1 });
  const rest = then();
  const receipt = await client.until(() => client.receipts.find((one) => one.txn === txn), `the receipt of ${cmd}`);
  assert.ok(receipt.ok, JSON.stringify(receipt.error));
  await rest;
  return receipt.pos;
}

/** Says all these commands, again and again, until the connection ends or the moment is over. */
async function sayRepeatedly(client, commands) {
  const said = [];
  const end = Date.now() + MOMENT_MS;
  while (client.connection.connected && Date.now() < end) {
    for (const cmd of commands) {
      const txn = `out-${randomUUID()}`;
      said.push({ txn, cmd });
      client.raw(JSON.stringify({ txn, cmd, args: example(cmd) }));
    }
    await new Promise(setImmediate);
  }
  return said;
}

/**
 * Connects a device, shuts it out by a command of the administrator ({ cmd, args }), and says commands meanwhile. Fails when
 * one is carried out after the end, or the connection stays. Resolves to the entries of its denials in the audit trail,
 * which keeps those whose answers reached nobody any more. What was read or denied before the end stands among them too.
 */
export async function sayWhileShutOut({ place, administrator, auditor }, { person, device, commands, cmd, args }) {
  const client = await overMqtt(place, person, { device });
  client.isResending = false;
  const { pos } = await auditor.ok('session.hello');
  let said;
  const ended = await publishThen(administrator, cmd, args, async () => {
    said = await sayRepeatedly(client, commands);
  });
  await poll(() => !client.connection.connected, `${device} being put out`, 5000);
  for (const { txn, cmd: name } of said) {
    const receipt = client.receipts.find((one) => one.txn === txn);
    if (receipt?.ok) assert.ok(receipt.pos < ended, `${person}: ${name} was carried out after the end`);
  }
  await client.close();
  const entries = (await denialsSince(auditor, pos)).filter((entry) => entry.device === device);
  assert.ok(entries.length <= said.length, `${device}: ${entries.length} entries of ${said.length} commands`);
  return entries;
}
