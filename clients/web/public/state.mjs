/*
 * Everything the page knows, and how each thing that happens changes it. Pure: no DOM, clock or network.
 *
 * The server's rows are the truth; an event changes them at once, and the rows asked for again a moment later settle what
 * an event alone does not tell (whose move it is, names of people not met yet).
 */

export const EMPTY = Object.freeze({
  me: null,
  connection: 'connecting',
  screen: 'loading', // loading, sign_in, inbox, case, ask, report
  filter: 'all',
  threads: [],
  isListComplete: true,
  links: [],
  people: {},
  thread: null, // id of the open thread
  opened: null, // { row, events, messages: { id: message_row }, reads, isComplete }
  outbox: [], // { txn, thread, kind, body, state: 'queued'|'sending'|'failed', sentence }
  typing: {}, // thread -> person
  askTo: null,
  report: null,
});

/** Events that are messages: which field holds the words, and what kind of message it is. */
export const MESSAGES = {
  'case.asked': { kind: 'question', body: 'question' },
  'topic.opened': { kind: 'opening', body: 'body' },
  'message.sent': { kind: 'message', body: 'body' },
  'case.answered': { kind: 'answer', body: 'answer' },
  'case.information_requested': { kind: 'information_request', body: 'body' },
};

/** What an event does to the row of its thread. */
const ROW_CHANGES = {
  'message.sent': ({ data }) => (data.reply_due ? { state: 'awaiting_answer', reply_due: data.reply_due } : {}),
  'case.answered': ({ data }) => ({
    state: 'answered',
    reply_due: undefined,
    overdue: false,
    recommendation: data.recommendation,
  }),
  'case.information_requested': () => ({ state: 'awaiting_information', reply_due: undefined, overdue: false }),
  'case.referred': () => ({ referred: true }),
  'case.closed': ({ data, at }) => ({
    state: 'closed',
    outcome: data.outcome,
    closed_at: at,
    reply_due: undefined,
    overdue: false,
    waiting_on_me: false,
  }),
  'case.reopened': ({ data }, row) => ({
    state: data.reply_due || !row.recommendation ? 'awaiting_answer' : 'answered',
    outcome: undefined,
    closed_at: undefined,
    reply_due: data.reply_due,
  }),
  'referral.avoided': ({ data }) => ({ avoided: data.state }),
  'referral.deferred': () => ({ avoided: 'deferred' }),
  'referral.reopened': () => ({ avoided: 'reopened' }),
};

const without = (object, ...keys) =>
  Object.fromEntries(Object.entries(object).filter(([key, value]) => !keys.includes(key) && value !== undefined));

/** The row of a thread after an event. me is the person looking. */
function changedRow(row, event, me) {
  const change = ROW_CHANGES[event.event]?.(event, row) ?? {};
  const isMessage = event.event in MESSAGES;
  // A row asked for after the event was committed has it counted already.
  const isNew = isMessage && event.seq > row.last_seq;
  const isUnread = isNew && event.by !== me;
  const isMyMark = event.event === 'read.marked' && event.by === me;
  return without({
    ...row,
    ...change,
    ...(isNew ? { last_seq: event.seq, last_at: event.at } : {}),
    unread: isMyMark && event.data.seq >= row.last_seq ? 0 : row.unread + (isUnread ? 1 : 0),
    read_seq: isMyMark ? Math.max(row.read_seq, event.data.seq) : row.read_seq,
  });
}

/** A message as it reads, made from the event that sent it. */
function messageOf(event, people) {
  const { kind, body } = MESSAGES[event.event];
  const author = people[event.by] ?? { name: event.by };
  return {
    ...without(event.data, body, 'title', 'patient', 'question', 'answer'),
    thread: event.thread,
    seq: event.seq,
    kind,
    by: event.by,
    at: event.at,
    by_name: author.name,
    by_job_title: author.job,
    by_professional_number: author.number,
    body: event.data[body],
  };
}

const WORDS_OF_MESSAGE = [
  'body',
  'in_primary_care',
  'would_change_my_mind',
  'next_actor',
  'original_body',
  'amendment_reason',
];

/** What an event does to the messages of the open thread. */
function changedMessages(messages, event, people) {
  const known = messages[event.data.message];
  if (event.event in MESSAGES) {
    return known ? messages : { ...messages, [event.data.message]: messageOf(event, people) };
  }
  if (event.event === 'message.amended' && known) {
    return {
      ...messages,
      [known.message]: {
        ...known,
        original_body: known.original_body ?? known.body,
        body: event.data.body,
        amended_at: event.at,
        amendment_reason: event.data.reason,
      },
    };
  }
  if (event.event === 'message.redacted' && known) {
    return {
      ...messages,
      [known.message]: {
        ...without(known, ...WORDS_OF_MESSAGE),
        redacted_at: event.at,
        redacted_by: event.by,
        redaction_reason: event.data.reason,
      },
    };
  }
  return messages;
}

function changedReads(reads, event) {
  if (event.event !== 'read.marked') return reads;
  return [...reads.filter((read) => read.person !== event.by), { person: event.by, seq: event.data.seq, at: event.at }];
}

function changedOpened(opened, event, state) {
  if (!opened || opened.row.thread !== event.thread) return opened;
  if (opened.events.some((known) => known.pos === event.pos)) return opened;
  return {
    ...opened,
    row: changedRow(opened.row, event, state.me.person),
    events: [...opened.events, event],
    messages: changedMessages(opened.messages, event, state.people),
    reads: changedReads(opened.reads, event),
  };
}

/** What the server's rows tell about people: [id, { name, job?, number? }]. */
function peopleIn(row) {
  return [
    [row.opened_by, { name: row.opened_by_name }],
    [row.asked, { name: row.asked_name }],
    [row.by, { name: row.by_name, job: row.by_job_title, number: row.by_professional_number }],
    ...(row.specialists ?? []).map((someone) => [
      someone.person,
      { name: someone.display_name, job: someone.job_title, number: someone.professional_number },
    ]),
  ];
}

/** The people known after some rows; a row that says less takes nothing away. */
function learn(state, rows) {
  const people = { ...state.people };
  for (const [id, told] of rows.flatMap(peopleIn)) {
    if (id && told.name) people[id] = { ...people[id], ...without(told) };
  }
  return people;
}

const CHANGES = {
  signed_out: () => ({ ...EMPTY, screen: 'sign_in' }),
  // What waits to be sent is kept for the same person's next session; nothing else stays readable.
  expired: (state) => ({ ...EMPTY, screen: 'sign_in', outbox: state.outbox }),
  connection: (state, { connection }) => ({ ...state, connection }),
  hello: (state, { hello }) => ({ ...state, me: hello }),
  screen: (state, { screen, thread = null, askTo = null }) => ({
    ...state,
    screen,
    thread,
    askTo,
    opened: state.opened?.row.thread === thread ? state.opened : null,
  }),
  filter: (state, { filter }) => ({ ...state, filter }),
  threads: (state, { result }) => ({
    ...state,
    threads: result.threads,
    isListComplete: result.complete,
    people: learn(state, result.threads),
    opened: state.opened && {
      ...state.opened,
      row: result.threads.find((row) => row.thread === state.opened.row.thread) ?? state.opened.row,
    },
  }),
  links: (state, { links }) => ({ ...state, links, people: learn(state, links) }),
  report: (state, { report }) => ({ ...state, report }),
  opened: (state, { history }) => {
    if (history.thread.thread !== state.thread) return state;
    return {
      ...state,
      people: learn(state, [...history.messages, history.thread]),
      opened: {
        row: history.thread,
        events: history.events,
        reads: history.reads,
        isComplete: history.complete,
        messages: Object.fromEntries(history.messages.map((message) => [message.message, message])),
      },
    };
  },
  earlier: (state, { history }) => {
    if (history.thread.thread !== state.opened?.row.thread) return state;
    return {
      ...state,
      people: learn(state, history.messages),
      opened: {
        ...state.opened,
        isComplete: history.complete,
        events: [...history.events, ...state.opened.events],
        messages: {
          ...Object.fromEntries(history.messages.map((message) => [message.message, message])),
          ...state.opened.messages,
        },
      },
    };
  },
  event: (state, { event }) => ({
    ...state,
    threads: state.threads.map((row) => (row.thread === event.thread ? changedRow(row, event, state.me.person) : row)),
    opened: changedOpened(state.opened, event, state),
    outbox: state.outbox.filter((item) => item.txn !== event.txn),
    typing: event.event in MESSAGES ? without(state.typing, event.thread) : state.typing,
  }),
  typing: (state, { thread, by }) => ({
    ...state,
    typing: by ? { ...state.typing, [thread]: by } : without(state.typing, thread),
  }),
  queued: (state, { item }) => ({ ...state, outbox: [...state.outbox, { ...item, state: 'queued' }] }),
  sending: (state, { txn }) => withItem(state, txn, { state: 'sending' }),
  failed: (state, { txn, sentence }) => withItem(state, txn, { state: 'failed', sentence }),
  settled: (state, { txn }) => ({ ...state, outbox: state.outbox.filter((item) => item.txn !== txn) }),
};

function withItem(state, txn, change) {
  return { ...state, outbox: state.outbox.map((item) => (item.txn === txn ? { ...item, ...change } : item)) };
}

/** The state after an action { type, ... }. */
export function reduce(state, action) {
  return CHANGES[action.type](state, action);
}

const FILTERS = {
  all: () => true,
  unread: (row) => row.unread > 0,
  todo: (row) => row.waiting_on_me,
};

/** The inbox as it is shown: open cases by promise, what has none after them, closed ones last. */
export function inboxOf(state) {
  const rank = (row) => (row.state === 'closed' ? 2 : row.reply_due ? 0 : 1);
  return state.threads
    .filter(FILTERS[state.filter])
    .map((row, index) => ({ row, index }))
    .sort(
      (a, b) =>
        rank(a.row) - rank(b.row) ||
        (rank(a.row) === 0 ? a.row.reply_due.localeCompare(b.row.reply_due) : 0) ||
        a.index - b.index,
    )
    .map(({ row }) => row);
}

/** How many threads hold something unread. */
export const unreadCount = (state) => state.threads.filter((row) => row.unread > 0).length;

export const hasRole = (state, role) => state.me?.roles.includes(role) ?? false;
export const isClinical = (state) => hasRole(state, 'int_clinician') || hasRole(state, 'specialist');
