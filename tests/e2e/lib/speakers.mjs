/*
 * Speakers who never stop, each message with its own words and txn, so that afterwards every receipt can be looked for: for
 * what takes a record away from under people who know more than it does.
 */
import { ask } from './cases.mjs';
import { MqttClient } from './mqtt_client.mjs';
import { opened } from './open.mjs';
import { WsClient } from './ws_client.mjs';
import { signIn } from './http.mjs';

const IN_FLIGHT = 3;

/** Somebody who keeps a few messages under way in one thread until told to stop. */
class Speaker {
  receipts = new Map(); // txn -> result
  #isStopping = false;

  constructor(client, thread) {
    this.client = client;
    this.thread = thread;
    this.done = Promise.all(Array.from({ length: IN_FLIGHT }, (_, lane) => this.#talk(lane)));
  }

  async #talk(lane) {
    for (let n = 0; !this.#isStopping; n += 1) {
      const txn = `${this.client.name.replace(/[^a-z0-9]/g, '')}-${lane}-${n}`;
      const receipt = await this.client.command('message.send', { thread: this.thread, body: txn }, { txn });
      if (receipt.ok) this.receipts.set(txn, { pos: receipt.pos, ...receipt.result });
    }
  }

  async stop() {
    this.#isStopping = true;
    await this.done;
  }
}

async function reconnecting(place, person) {
  return opened(new WsClient(place, person, await signIn(place, person), { reconnects: true })).connect();
}

/** Starts speakers on both transports, two to a thread; they live through every outage by resending. */
export async function startSpeakers(place) {
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
