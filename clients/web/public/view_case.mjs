/*
 * One thread: the patient always on top, what was said, what was decided, and what can be done next.
 */
import { h, keepChildren } from './dom.mjs';
import { answerForm, decisionView, replyForm } from './view_act.mjs';
import { tags } from './view_inbox.mjs';
import { MESSAGES } from './state.mjs';
import {
  INTENTS,
  MESSAGE_KINDS,
  OUTCOMES,
  RECOMMENDATIONS,
  ageYears,
  dateWords,
  dueWords,
  labelOf,
  nhsNumberWords,
  whenWords,
} from './words.mjs';

const pair = (label, value) => h('div', {}, h('dt', {}, label), h('dd', {}, value));

/** The patient banner: the same items in the same order, "Not known" where something is not known. */
function banner(patient) {
  if (!patient) return h('p', { class: 'banner' }, 'Patient details were removed');
  const born = patient.birth_date;
  return h(
    'section',
    { class: 'banner', 'aria-label': 'Patient' },
    h('strong', { class: 'patient' }, patient.name ?? 'Name not known'),
    h(
      'dl',
      {},
      pair('Born', born ? `${dateWords(born)} (${ageYears(born)}y)` : 'Not known'),
      pair('NHS No.', h('span', { class: 'number' }, nhsNumberWords(patient.nhs_number))),
    ),
  );
}

/** Lines of the timeline that are not messages. */
const NOTICES = {
  'case.referred': (event) => `Referred${event.data.note ? `: ${event.data.note}` : ''}`,
  'case.closed': (event) =>
    `Closed: ${labelOf(OUTCOMES, event.data.outcome)}${event.data.note ? `. ${event.data.note}` : ''}`,
  'case.reopened': (event) => `Opened again${event.data.reason ? `: ${event.data.reason}` : ''}`,
  'referral.avoided': () => 'Counts as an avoided referral, provisionally: no referral within 120 days confirms it',
  'referral.deferred': () => 'No longer counts as an avoided referral: the patient was referred',
  'referral.reopened': () => 'Not counted as an avoided referral while the case is open',
};

const part = (title, words) => (words ? [h('h4', {}, title), h('p', { class: 'words' }, words)] : null);

function answerParts(message) {
  return [
    h('p', { class: 'recommendation' }, labelOf(RECOMMENDATIONS, message.recommendation)),
    part('Answer', message.body),
    part('In primary care', message.in_primary_care),
    part('What would change this advice', message.would_change_my_mind),
    part(
      'Who acts next',
      [message.next_actor, message.next_by ? `by ${dueDate(message.next_by)}` : null].filter(Boolean).join(', '),
    ),
  ];
}

const dueDate = (due) => (/^\d{4}-\d\d-\d\d$/.test(due) ? dateWords(due) : whenWords(due));

function messageBody(message) {
  if (message.redacted_at) {
    return h(
      'p',
      { class: 'quiet' },
      `These words were removed ${whenWords(message.redacted_at)}` +
        `${message.redaction_reason ? `: ${message.redaction_reason}` : ''}`,
    );
  }
  if (message.kind === 'answer') return answerParts(message);
  return h('p', { class: 'words' }, message.body);
}

function amendment(message) {
  if (!message.amended_at || message.redacted_at) return null;
  return h(
    'details',
    {},
    h('summary', {}, `Corrected ${whenWords(message.amended_at)}`),
    message.amendment_reason ? h('p', {}, `Reason: ${message.amendment_reason}`) : null,
    message.original_body ? h('p', { class: 'words' }, `First said: ${message.original_body}`) : null,
  );
}

/** Whether somebody else has read as far as my message. */
function seenWords(message, opened, me) {
  if (message.by !== me) return '';
  return opened.reads.some((read) => read.person !== me && read.seq >= message.seq) ? 'Seen' : 'Sent';
}

function messageView(message, seen, onBehalfOf) {
  const kind = MESSAGE_KINDS[message.kind];
  const who = [message.by_job_title, message.by_professional_number].filter(Boolean).join(', ');
  return h(
    'li',
    { class: `message ${message.kind}` },
    h('h3', { class: 'author' }, message.by_name, who ? h('span', { class: 'meta' }, who) : null),
    h(
      'p',
      { class: 'meta' },
      h('time', { datetime: message.at }, whenWords(message.at)),
      kind ? ` · ${kind}` : null,
      onBehalfOf ? ` for ${onBehalfOf}` : null,
      seen ? ` · ${seen}` : null,
    ),
    messageBody(message),
    amendment(message),
  );
}

const PENDING_WORDS = {
  queued: 'Queued: it sends when the connection is back',
  sending: 'Sending',
  failed: 'Not sent',
};

function pendingView(item, acts) {
  return h(
    'li',
    { class: `message mine ${item.state}` },
    h('p', { class: 'meta' }, item.label, ' · ', h('strong', {}, PENDING_WORDS[item.state])),
    item.body ? h('p', { class: 'words' }, item.body) : null,
    item.state === 'failed'
      ? [
          h('p', { class: 'error-message' }, item.sentence),
          h(
            'div',
            { class: 'buttons' },
            h('button', { type: 'button', class: 'secondary', on: { click: () => acts.again(item) } }, 'Try again'),
            item.body
              ? h(
                  'button',
                  {
                    type: 'button',
                    class: 'secondary',
                    on: { click: () => navigator.clipboard.writeText(item.body) },
                  },
                  'Copy text',
                )
              : null,
            h('button', { type: 'button', class: 'secondary', on: { click: () => acts.forget(item) } }, 'Remove'),
          ),
        ]
      : null,
  );
}

/** The lines of the open thread, oldest first, then what waits to be sent. */
function lines(state) {
  const { opened, me, people, outbox } = state;
  const said = opened.events.flatMap((event) => {
    if (event.event in MESSAGES) {
      const message = opened.messages[event.data.message];
      if (!message) return [];
      const seen = seenWords(message, opened, me.person);
      const behalf = message.on_behalf_of ? (people[message.on_behalf_of]?.name ?? message.on_behalf_of) : '';
      return [
        {
          key: message.message,
          print: JSON.stringify([message, seen, behalf]),
          build: () => messageView(message, seen, behalf),
        },
      ];
    }
    const notice = NOTICES[event.event]?.(event);
    if (!notice) return [];
    const words = `${notice} · ${people[event.by]?.name ?? event.by}, ${whenWords(event.at)}`;
    return [{ key: `e${event.pos}`, print: words, build: () => h('li', { class: 'notice' }, words) }];
  });
  const pending = outbox
    .filter((item) => item.thread === state.thread)
    .map((item) => ({
      key: item.txn,
      print: JSON.stringify(item),
      build: (acts) => pendingView(item, acts),
    }));
  return [...said, ...pending];
}

/** The pane of one thread: made when it is opened, drawn for each state. */
export class CaseView {
  constructor(thread, acts) {
    this.thread = thread;
    this.acts = acts;
    this.prints = new Map();
    this.top = h('div', { class: 'case-top' });
    this.head = h('div', { class: 'case-head' });
    this.earlier = h(
      'button',
      { type: 'button', class: 'secondary', on: { click: acts.earlier } },
      'Show earlier messages',
    );
    this.timeline = h('ol', { class: 'timeline', 'aria-label': 'Messages' });
    this.typing = h('p', { class: 'quiet typing' });
    this.decision = h('div', { class: 'decision' });
    this.reply = replyForm(thread, acts);
    this.answer = answerForm(thread, acts);
    this.title = h('h2', { id: 'case-title' }, 'Loading');
    this.body = h(
      'div',
      { hidden: true },
      this.earlier,
      this.timeline,
      this.typing,
      this.decision,
      this.answer.element,
      this.reply.element,
    );
    this.element = h(
      'section',
      { class: 'pane detail', 'aria-labelledby': 'case-title', 'aria-busy': 'true' },
      h('p', { class: 'back' }, h('a', { href: '#/' }, 'Back to inbox')),
      this.top,
      this.title,
      this.head,
      this.body,
    );
  }

  draw(state) {
    const { opened } = state;
    if (!opened) return;
    this.element.removeAttribute('aria-busy');
    this.body.hidden = false;
    const { row } = opened;
    this.#drawHead(row, state);
    this.earlier.hidden = opened.isComplete;
    keepChildren(this.timeline, lines(state), (line) => line.build(this.acts));
    const typist = state.typing[this.thread];
    this.typing.textContent = typist ? `${state.people[typist]?.name ?? typist} is writing` : '';
    this.#redraw(this.decision, JSON.stringify([row, state.me.roles]), () => decisionView(state, this.acts));
    this.answer.draw(state);
    this.reply.draw(state);
  }

  #drawHead(row, state) {
    if (this.title.textContent !== (row.title ?? 'Removed')) this.title.textContent = row.title ?? 'Removed';
    this.#redraw(this.top, JSON.stringify(row.patient ?? null), () => (row.kind === 'case' ? banner(row.patient) : []));
    const due = dueWords(row);
    const asked = row.asked ? (state.people[row.asked]?.name ?? row.asked) : '';
    this.#redraw(this.head, JSON.stringify([row.state, row.urgency, due, row.outcome, row.referred, asked]), () => [
      h('p', { class: 'meta' }, tags(row), ' ', h('span', { class: due.startsWith('Overdue') ? 'overdue' : '' }, due)),
      row.kind === 'case'
        ? h(
            'p',
            { class: 'meta' },
            `Asked: ${asked}. Without advice ${row.opened_by_name} would: ${labelOf(INTENTS, row.intent)}.`,
          )
        : null,
      row.outcome ? h('p', { class: 'outcome' }, `Outcome: ${labelOf(OUTCOMES, row.outcome)}`) : null,
    ]);
  }

  /** Replaces the children of an element only when what it shows changed, so that focus stays where it is. */
  #redraw(element, print, build) {
    if (this.prints.get(element) === print) return;
    this.prints.set(element, print);
    element.replaceChildren(...[build()].flat().filter(Boolean));
  }
}
