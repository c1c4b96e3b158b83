/*
 * Load that can be checked afterwards: speakers who never stop, each message with its own words and txn, and the
 * invariants that must hold whatever was killed meanwhile.
 */
import assert from 'node:assert/strict';

import { ask } from './cases.mjs';
import { poll } from './broker.mjs';
import { MqttClient } from './mqtt_client.mjs';
import { opened } from './open.mjs';
import { WsClient } from './ws_client.mjs';
import { signIn } from './http.mjs';

const IN_FLIGHT = 3;

/** Somebody who keeps a few messages under way in one thread until told to stop. */
class Speaker {
  receipts = new Map(); // txn -> result
  attempted = new Set();
  refusals = [];
  #isStopping = false;

  constructor(client, thread) {
    this.client = client;
    this.thread = thread;
    this.done = Promise.all(Array.from({ length: IN_FLIGHT }, (_, lane) => this.#talk(lane)));
  }

  async #talk(lane) {
    for (let n = 0; !this.#isStopping; n += 1) {
      const txn = `${this.client.name.replace(/[^a-z0-9]/g, '')}-${lane}-${n}`;
      this.attempted.add(txn);
      const receipt = await this.client.command('message.send', { thread: this.thread, body: txn }, { txn });
      if (receipt.ok) this.receipts.set(txn, { pos: receipt.pos, ...receipt.result });
      else this.refusals.push(receipt);
    }
  }

  async stop() {
    this.#isStopping = true;
    await this.done;
  }
}

/** Starts speakers on both transports, each in a thread of its own; they live through every outage by resending. */
export async function startLoad(place) {
  const clients = [
    opened(new MqttClient(place, 'a-khan-1')),
    opened(new MqttClient(place, 'e-okafor-1')),
    await reconnecting(place, 'b.osei'),
    await reconnecting(place, 'f.rossi'),
  ];
  const [team, , colleague] = clients;
  const cardiology = await ask(team, 'e.okafor');
  const dermatology = await ask(colleague, 'f.rossi');
  return clients.map((client, index) => new Speaker(client, index < 2 ? cardiology.thread : dermatology.thread));
}

async function reconnecting(place, person) {
  return opened(new WsClient(place, person, await signIn(place, person), { reconnects: true })).connect();
}

const total = (speakers) => speakers.reduce((sum, speaker) => sum + speaker.receipts.size, 0);

/** Kills one process after the other in the middle of the load; each must be back, unaided, before the next goes. */
export async function killRounds(broker, speakers, rounds, say = () => {}) {
  for (let round = 1; round <= rounds; round += 1) {
    const victim = round % 2 ? 'corridord' : 'mosquitto';
    const startedAt = Date.now();
    await broker.restart(victim);
    const before = speakers.map((speaker) => speaker.receipts.size);
    // Somebody on each transport is answered again, at a moment that differs from round to round.
    const more = 1 + Math.floor(Math.random() * 4);
    await poll(
      () => speakers.every((speaker, index) => speaker.receipts.size >= before[index] + more),
      `round ${round}: everybody being answered again after ${victim} was killed`,
      20000,
    );
    say(
      `round ${round}: ${victim} killed, everybody answered again after ${Date.now() - startedAt} ms, ` +
        `${total(speakers)} receipts`,
    );
  }
}

/** Lets everything be answered, then compares what was receipted with what the log holds. */
export async function checkNothingLost(speakers) {
  await Promise.all(speakers.map((speaker) => speaker.stop()));
  assert.deepEqual(
    speakers.flatMap((speaker) => speaker.refusals),
    [],
  );
  for (const speaker of speakers) {
    const events = await speaker.client.sync(0);
    checkHistory(speaker, events);
    checkSequences(events);
    checkHeard(speaker.client);
  }
}

function checkHistory(speaker, events) {
  const said = events.filter(
    (event) =>
      event.event === 'message.sent' && event.thread === speaker.thread && speaker.attempted.has(event.data.body),
  );
  assert.equal(new Set(said.map((event) => event.data.body)).size, said.length, 'a message stands in the log twice');
  assert.equal(said.length, speaker.receipts.size, 'receipts and messages differ in number');
  for (const event of said) {
    const receipt = speaker.receipts.get(event.data.body);
    assert.ok(receipt, `${event.data.body} is in the log and has no receipt`);
    assert.deepEqual({ message: event.data.message, seq: event.seq }, { message: receipt.message, seq: receipt.seq });
  }
}

function checkSequences(events) {
  const last = new Map();
  for (const { conversation, seq } of events) {
    if (!conversation) continue;
    assert.equal(seq, (last.get(conversation) ?? 0) + 1, `a hole or a repeat in ${conversation}`);
    last.set(conversation, seq);
  }
}

/** What was pushed came never twice and in the order of the log; holes are allowed, sync fills them. */
function checkHeard(client) {
  const positions = client.heard.filter((event) => event.pos).map((event) => event.pos);
  assert.equal(new Set(positions).size, positions.length, `${client.name} heard an event twice`);
  const late = positions.filter((pos, index) => index > 0 && pos < positions[index - 1]);
  assert.deepEqual(late, [], `${client.name} heard events late`);
}
