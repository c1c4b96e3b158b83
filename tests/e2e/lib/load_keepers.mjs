/*
 * Those beside a load who give others access and take it again: leave with a deputy, an MDT with a guest, a link with one
 * more specialist, and somebody who is suspended and let in again. Over and over until told to stop; what they began they
 * also end.
 */
import { randomUUID } from 'node:crypto';

const PAUSE_MS = 60;
const MINUTE_MS = 60000;

/** Who takes part in that, besides the people of the load; all over MQTT, so that nobody has to sign in again. */
export const KEEPERS = ['o.frost', 'm.grant', 'r.haddad', 'i.novak', 'g.patel'];

const at = (offsetMs) => new Date(Date.now() + offsetMs).toISOString();
const pause = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

export class Keepers {
  rounds = 0;
  #isStopping = false;
  #done;

  /** say(person, command, args, words) resolves to the result, or null when it was refused; pauseMs: what access lasts. */
  constructor(say, pauseMs = PAUSE_MS) {
    this.say = say;
    this.pauseMs = pauseMs;
    this.#done = this.#keep();
  }

  async stop() {
    this.#isStopping = true;
    await this.#done;
  }

  async #keep() {
    await this.#convene();
    const { links } = await this.say.asked('o.frost', 'link.list', { treatment_function: '420' });
    this.link = links.find(({ neighbourhood, state }) => neighbourhood === 'riverside' && state !== 'ended').link;
    while (!this.#isStopping) {
      await Promise.all([this.#leave(), this.#meet(), this.#suspend(), this.#relink()]);
      this.rounds += 1;
    }
  }

  /** r.haddad stands in for e.okafor, and answers meanwhile where only e.okafor is linked. */
  async #leave() {
    await this.say('m.grant', 'cover.set', {
      person: 'e.okafor',
      deputy: 'r.haddad',
      from: at(-MINUTE_MS),
      until: at(60 * MINUTE_MS),
    });
    await pause(this.pauseMs);
    await this.say.anywhere('r.haddad');
    await this.say.read('r.haddad');
    await this.say('m.grant', 'cover.cancel', { person: 'e.okafor' });
    await this.say.anywhere('r.haddad');
    await this.say.read('r.haddad');
  }

  async #convene() {
    const { conversation } = await this.say('m.grant', 'mdt.create', {
      neighbourhood: 'riverside',
      name: `MDT ${randomUUID().slice(0, 8)}`,
      chair: 'k.byrne',
      deputy_chair: 'a.khan',
      members: ['e.okafor', 'm.grant'],
    });
    const { meeting } = await this.say('m.grant', 'mdt.schedule', {
      conversation,
      opens: at(-MINUTE_MS),
      closes: at(120 * MINUTE_MS),
    });
    this.meeting = meeting;
  }

  /** A case that a guest hears until it is decided, and nothing of afterwards. */
  async #meet() {
    const question = `Is it the heart? ${this.rounds}`;
    const added = await this.say(
      'a.khan',
      'mdt.add_case',
      {
        meeting: this.meeting,
        patient: { nhs_number: '9990000018' },
        title: 'Falls',
        question,
        tag: 'discuss',
        would_refer_to: ['320'],
      },
      question,
    );
    if (!added) return;
    const { thread } = added;
    const give = (person, body) => this.say(person, 'mdt.contribute', { thread, body }, body);
    await this.say('k.byrne', 'mdt.invite_guest', { thread, person: 'i.novak', reason: 'Could it be a seizure?' });
    await this.say.read('i.novak', thread);
    await Promise.all([give('e.okafor', `Halve it ${this.rounds}`), give('i.novak', `No seizure ${this.rounds}`)]);
    await this.say('a.khan', 'action.add', { thread, what: 'Repeat the ECG', owner: 'a.khan', due: at(0).slice(0, 10) });
    await this.say('k.byrne', 'mdt.decide', { thread, decision: `Stop it ${this.rounds}`, managed: ['320'] });
    await this.say.read('i.novak', thread);
    await give('i.novak', 'Too late for this');
    await this.say('i.novak', 'message.send', { thread, body: 'And for this' }, 'And for this');
    await this.say('a.khan', 'mdt.amend_decision', { thread, decision: 'Stop it slowly', reason: 'Rebound' });
  }

  /** What a suspended person says meanwhile is answered with a no, or once they are let in again. */
  async #suspend() {
    await this.say('o.frost', 'person.suspend', { person: 'g.patel', reason: 'A device was lost' });
    const meanwhile = this.say.anywhere('g.patel');
    await pause(this.pauseMs);
    await this.say('o.frost', 'person.reinstate', { person: 'g.patel' });
    await meanwhile;
  }

  async #relink() {
    await this.say('m.grant', 'link.update', { link: this.link, specialists: ['g.patel', 'f.rossi'] });
    await pause(this.pauseMs);
    await this.say('m.grant', 'link.update', { link: this.link, specialists: ['g.patel'] });
    await this.say.anywhere('f.rossi');
  }
}
