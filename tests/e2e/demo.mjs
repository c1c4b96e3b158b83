/*
 * Plays the scenes of lib/demo_day.mjs against a running Corridor. Every step has a txn of its own that never changes, so a
 * second run gets the receipts of the first and adds nothing.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { OVER_MQTT, SCENES } from './lib/demo_day.mjs';
import { place as placeNow } from './lib/env.mjs';
import { cookiesAfter, credentials, request } from './lib/http.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';
import { overWs } from './lib/ws_client.mjs';

const place = placeNow();
// A browser is known by its long-lived cookie; without the same one the same txn would be another message.
const devicesFile = path.join(place.dir, 'demo-devices.json');
const devices = existsSync(devicesFile) ? JSON.parse(readFileSync(devicesFile, 'utf8')) : {};
const clients = {};

async function connected(person) {
  if (clients[person]) return clients[person];
  if (OVER_MQTT.has(person)) {
    clients[person] = await overMqtt(place, person);
    return clients[person];
  }
  const answer = await request(place, 'POST', '/auth/login', {
    body: credentials(place, person),
    cookie: devices[person],
  });
  if (answer.status !== 200) throw new Error(`${person} could not sign in: ${answer.text}`);
  const cookie = cookiesAfter(answer, devices[person]);
  devices[person] = cookie
    .split('; ')
    .filter((pair) => pair.startsWith('__Host-corridor-device='))
    .join('; ');
  writeFileSync(devicesFile, JSON.stringify(devices), { mode: 0o600 });
  clients[person] = await overWs(place, person, { session: { cookie } });
  return clients[person];
}

const VERBS = {
  'case.ask': 'asks',
  'topic.open': 'opens a topic',
  'message.send': 'says',
  'case.answer': 'answers',
  'case.request_information': 'needs to know',
  'case.refer': 'refers now',
  'case.close': 'closes',
  'case.reopen': 'opens again',
};

async function step(scene, index, person, cmd, args) {
  const client = await connected(person);
  const { pos: before } = await client.ok('session.hello');
  const receipt = await client.command(cmd, args, { txn: `demo-${scene.key}-${index}` });
  if (!receipt.ok) throw new Error(`${person} ${cmd}: ${receipt.error.message}`);
  const what =
    args.title ?? args.body ?? args.answer ?? args.outcome?.replaceAll('_', ' ') ?? args.reason ?? args.note ?? '';
  const transport = OVER_MQTT.has(person) ? 'MQTT' : 'WebSocket';
  const isOld = receipt.pos <= before;
  console.log(
    `${receipt.result.thread ?? ''} ${place.people[person].name} ${VERBS[cmd]} (${transport}` +
      `${isOld ? ', as before' : ''})${what ? `: ${what}` : ''}`,
  );
  return receipt.result;
}

async function conversationOf(person, specialist) {
  const { links } = await (await connected(person)).ok('directory.list');
  return links.find((link) => link.specialists.some((someone) => someone.person === specialist)).conversation;
}

async function play(scene) {
  const conversation = await conversationOf(scene.neighbour ?? scene.by, scene.to);
  const { thread } = scene.isTopic
    ? await step(scene, 0, scene.by, 'topic.open', { conversation, title: scene.title, body: scene.body })
    : await step(scene, 0, scene.by, 'case.ask', {
        conversation,
        to: scene.to,
        patient: scene.patient,
        title: scene.title,
        question: scene.question,
        urgency: scene.urgency,
        intent: scene.intent,
      });
  for (const [index, [person, cmd, args]] of scene.steps.entries()) {
    await step(scene, index + 1, person, cmd, { thread, ...args });
  }
}

for (const scene of SCENES) await play(scene);
const { threads } = await (await connected('a.khan')).ok('thread.list', { state: 'open', limit: 200 });
const waiting = threads.filter((row) => row.state === 'awaiting_answer');
const overdue = waiting.filter((row) => row.overdue);
console.log(`Riverside now waits for ${waiting.length} answers, ${overdue.length} of them overdue.`);
await Promise.all(Object.values(clients).map((client) => client.close()));
