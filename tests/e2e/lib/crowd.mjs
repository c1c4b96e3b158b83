/*
 * Hundreds who have their inbox open beside a load: they hear what is theirs, look again once a minute, and come back
 * whenever they are cut off. What they hear is checked as it comes and not kept, so that they can stay for hours.
 */
import { signIn } from './http.mjs';
import { opened } from './open.mjs';
import { openSocket } from './ws_client.mjs';

const LOOKS_EVERY_MS = 60000;
const COMES_BACK_MS = 1000;

class Onlooker {
  #socket = null;
  #timers = [];
  #isClosing = false;
  #pos = 0; // heard last on this connection

  constructor(crowd, place, person, cookie, chance) {
    Object.assign(this, { crowd, place, person, cookie, chance });
    this.#connect();
  }

  #connect() {
    this.#pos = 0;
    const socket = openSocket(this.place, { cookie: this.cookie });
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('message', (data) => this.#hear(JSON.parse(data.toString())));
    socket.on('open', () => {
      // Not all at once: people who come back do not look at the same moment either.
      this.#timers.push(setTimeout(() => this.#look(), this.chance.below(LOOKS_EVERY_MS)));
    });
    socket.on('close', () => {
      this.#timers.splice(0).forEach(clearTimeout);
      if (!this.#isClosing) this.#timers.push(setTimeout(() => this.#connect(), this.chance.below(COMES_BACK_MS)));
    });
  }

  #look() {
    this.crowd.looks += 1;
    const txn = `look-${this.crowd.looks}`;
    this.#socket.send(JSON.stringify({ txn, cmd: 'thread.list', args: { limit: 20 } }));
    this.#timers = [setTimeout(() => this.#look(), LOOKS_EVERY_MS)];
  }

  #hear(frame) {
    if ('ok' in frame) {
      this.crowd.answers += 1;
    } else if (frame.pos) {
      this.crowd.heard += 1;
      if (frame.pos <= this.#pos) this.crowd.disorder.push(`${this.person} heard ${frame.pos} after ${this.#pos}`);
      this.#pos = frame.pos;
    }
  }

  get isThere() {
    return this.#socket.readyState === this.#socket.constructor.OPEN;
  }

  close() {
    this.#isClosing = true;
    this.#timers.splice(0).forEach(clearTimeout);
    this.#socket.terminate();
  }
}

export class Crowd {
  heard = 0;
  looks = 0;
  answers = 0;
  disorder = []; // in words: what came in the wrong order
  #onlookers = [];

  /** So many sockets, shared out among these people, each of whom signs in once. */
  static async gather(place, people, count, chance) {
    const crowd = opened(new Crowd());
    const sessions = [];
    for (const person of people) sessions.push(await signIn(place, person, { fresh: true }));
    for (let i = 0; i < count; i += 1) {
      const { cookie } = sessions[i % people.length];
      crowd.#onlookers.push(new Onlooker(crowd, place, people[i % people.length], cookie, chance));
    }
    return crowd;
  }

  get present() {
    return this.#onlookers.filter((onlooker) => onlooker.isThere).length;
  }

  get size() {
    return this.#onlookers.length;
  }

  async close() {
    for (const onlooker of this.#onlookers) onlooker.close();
  }
}
