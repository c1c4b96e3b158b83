/*
 * Puts the page together: the wire tells what happens, the state takes it in, the views draw it, people's acts go out.
 */
import { focusOn, h } from './dom.mjs';
import { EMPTY, MESSAGES, hasRole, isClinical, reduce } from './state.mjs';
import { Refusal, Wire } from './wire.mjs';
import { askView } from './view_ask.mjs';
import { CaseView } from './view_case.mjs';
import { InboxView, peopleView } from './view_inbox.mjs';
import { reportView } from './view_report.mjs';
import { signInView } from './view_sign_in.mjs';
import { drawLinkBar, drawTop } from './view_top.mjs';

const REFRESH_MS = 150;
const TYPING_SHOWN_MS = 6000;
const CLOCK_MS = 30000;
const TITLES = {
  inbox: 'Inbox',
  case: 'Case',
  ask: 'Ask a specialist',
  report: 'Avoided referrals',
  sign_in: 'Sign in',
};

const element = (id) => document.getElementById(id);
const drafts = new Map();
const marked = new Map();
let state = EMPTY;
let wire = null;
let lastPerson = null;
let notice = '';
let refreshTimer = 0;
let isDrawPending = false;

function dispatch(action) {
  state = reduce(state, action);
  if (isDrawPending) return;
  isDrawPending = true;
  queueMicrotask(() => {
    isDrawPending = false;
    draw();
  });
}

/* --- asking the server ------------------------------------------------------------------------------------------ */

/** Asks and dispatches; while there is no connection nothing happens, the next one asks again. */
async function load(cmd, args, action) {
  try {
    const result = await wire.ask(cmd, args);
    if (state.me) dispatch(action(result));
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    if (refusal.code === 'not_found') location.hash = '#/';
  }
}

const loadThreads = () => load('thread.list', { limit: 200 }, (result) => ({ type: 'threads', result }));
const loadLinks = () => load('directory.list', {}, ({ links }) => ({ type: 'links', links }));
const loadOpened = () =>
  load('thread.history', { thread: state.thread, limit: 100 }, (history) => ({ type: 'opened', history }));

function loadReport() {
  const day = (date) => date.toISOString().slice(0, 10);
  const now = new Date();
  const args = { from: day(new Date(now.getTime() - 365 * 86400000)), until: day(now) };
  return load('report.avoided', args, ({ rows }) => ({ type: 'report', report: { ...args, rows } }));
}

function refreshSoon() {
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(loadThreads, REFRESH_MS);
}

/* --- what people do --------------------------------------------------------------------------------------------- */

/** Sends a command that shows in the thread until it is committed: queued, sending, then the real thing, or failed. */
async function post(item) {
  const txn = `web-${crypto.randomUUID()}`;
  dispatch({ type: 'queued', item: { ...item, txn } });
  try {
    await wire.send(item.cmd, item.args, { txn, onSent: () => dispatch({ type: 'sending', txn }) });
    dispatch({ type: 'settled', txn });
    refreshSoon();
  } catch (refusal) {
    dispatch({ type: 'failed', txn, sentence: refusal.message });
  }
}

const acts = {
  drafts,
  filter: (filter) => dispatch({ type: 'filter', filter }),
  typing: (thread) => wire.hint('typing', { thread }),
  reply: (thread, body) => post({ thread, cmd: 'message.send', args: { thread, body }, label: 'Your message', body }),
  requestInformation: (thread, body) =>
    post({ thread, cmd: 'case.request_information', args: { thread, body }, label: 'Your request', body }),
  answer: (thread, args) => post({ thread, cmd: 'case.answer', args, label: 'Your answer', body: args.answer }),
  refer: (thread) => post({ thread, cmd: 'case.refer', args: { thread }, label: 'Referral' }),
  close: (thread, outcome, note) =>
    post({ thread, cmd: 'case.close', args: { thread, outcome, ...(note ? { note } : {}) }, label: 'Outcome' }),
  reopen: (thread, reason) => post({ thread, cmd: 'case.reopen', args: { thread, reason }, label: 'Opening again' }),
  again: (item) => {
    dispatch({ type: 'settled', txn: item.txn });
    post({ thread: item.thread, cmd: item.cmd, args: item.args, label: item.label, body: item.body });
  },
  forget: (item) => dispatch({ type: 'settled', txn: item.txn }),
  earlier: () =>
    load('thread.history', { thread: state.thread, before: state.opened.events[0].seq, limit: 100 }, (history) => ({
      type: 'earlier',
      history,
    })),
  ask: async (args) => {
    const { thread } = await wire.send('case.ask', args);
    location.hash = `#/case/${thread}`;
  },
  signOut: async () => {
    wire?.stop();
    await fetch('/auth/logout', { method: 'POST', headers: { 'content-type': 'application/json' } }).catch(() => null);
    forgetEverything();
    dispatch({ type: 'signed_out' });
  },
};

function forgetEverything() {
  wire = null;
  lastPerson = null;
  drafts.clear();
  marked.clear();
  notice = '';
  history.replaceState(null, '', '/');
}

/** Opening a case reads it: said once for each new message, and only while somebody can see it. */
function markRead() {
  const row = state.opened?.row;
  if (!row || state.screen !== 'case' || document.visibilityState !== 'visible' || !isClinical(state)) return;
  if (row.read_seq >= row.last_seq || (marked.get(row.thread) ?? 0) >= row.last_seq) return;
  marked.set(row.thread, row.last_seq);
  wire.ask('read.mark', { thread: row.thread, seq: row.last_seq }).catch(() => marked.delete(row.thread));
}

/* --- what happens ----------------------------------------------------------------------------------------------- */

function heardEvent(event) {
  dispatch({ type: 'event', event });
  if (!event.thread || event.event === 'read.marked') return;
  refreshSoon();
  const isTheirs = event.event in MESSAGES && event.by !== state.me?.person;
  if (!isTheirs) return;
  element('announcer').textContent = `New message from ${state.people[event.by]?.name ?? event.by}`;
  // A person not met yet: the server's rows know the name.
  if (event.thread === state.thread && !state.people[event.by]) loadOpened();
}

function heardHint(hint) {
  if (hint.event !== 'typing' || hint.by === state.me?.person) return;
  dispatch({ type: 'typing', thread: hint.thread, by: hint.by });
  setTimeout(() => {
    if (state.typing[hint.thread] === hint.by) dispatch({ type: 'typing', thread: hint.thread, by: null });
  }, TYPING_SHOWN_MS);
}

function isReady(hello) {
  dispatch({ type: 'hello', hello });
  lastPerson = hello.person;
  loadThreads();
  loadLinks();
  route();
}

function sessionEnded() {
  notice = 'Your session has ended. Sign in again; what you were writing is kept.';
  dispatch({ type: 'expired' });
}

function connect(person) {
  if (!wire || person !== lastPerson) {
    wire?.stop();
    drafts.clear();
    marked.clear();
    state = EMPTY;
    wire = new Wire(`wss://${location.host}/ws`, {
      onEvent: heardEvent,
      onHint: heardHint,
      onReady: isReady,
      onSignedOut: sessionEnded,
      onState: (connection) => dispatch({ type: 'connection', connection }),
    });
  }
  notice = '';
  wire.start();
}

/** Signs in; a sentence says why not. */
async function signIn(entered) {
  try {
    const answer = await fetch('/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(entered),
    });
    const body = await answer.json();
    if (!answer.ok) return body.error.message;
    connect(body.person);
    return '';
  } catch {
    return 'There is no connection. Try again in a moment.';
  }
}

/* --- pages ------------------------------------------------------------------------------------------------------ */

/** Goes where the address says; it holds ids of threads and colleagues, never of patients. */
function route() {
  if (!state.me) return;
  const [page, ...rest] = location.hash.replace(/^#\//, '').split('/');
  if (page === 'case' && rest[0]) {
    dispatch({ type: 'screen', screen: 'case', thread: rest[0] });
    loadOpened();
  } else if (page === 'ask' && hasRole(state, 'int_clinician')) {
    dispatch({
      type: 'screen',
      screen: 'ask',
      askTo: rest.length === 2 ? { conversation: rest[0], person: rest[1] } : null,
    });
    loadLinks();
  } else if (page === 'report' || !isClinical(state)) {
    dispatch({ type: 'screen', screen: 'report' });
    loadReport();
  } else {
    dispatch({ type: 'screen', screen: 'inbox' });
  }
}

const inbox = new InboxView(acts);
let shown = { key: '', view: null };

function keyOf() {
  const { screen, thread, askTo, links, report } = state;
  if (screen === 'case') return `case ${thread}`;
  if (screen === 'ask') return links.length > 0 ? `ask ${askTo?.conversation} ${askTo?.person}` : 'ask loading';
  if (screen === 'inbox') return `inbox ${JSON.stringify(links)}`;
  if (screen === 'report') return `report ${JSON.stringify(report)}`;
  return screen;
}

const DETAILS = {
  case: () => new CaseView(state.thread, acts),
  ask: () => ({ element: askView(state, acts) }),
  inbox: () => ({ element: peopleView(state) }),
};

/** Puts up the page of the present screen; afterwards it is only updated. */
function putUp(main, wasShown) {
  if (state.screen === 'loading') return null;
  if (state.screen === 'sign_in') {
    main.replaceChildren(signInView({ signIn, notice }));
    main.querySelector('input').focus();
    return null;
  }
  const heading = h('h1', { class: 'unseen' }, TITLES[state.screen]);
  if (state.screen === 'report') {
    main.replaceChildren(heading, reportView(state.report));
    return null;
  }
  const view = DETAILS[state.screen]();
  main.replaceChildren(heading, h('div', { class: `panes on-${state.screen}` }, inbox.element, view.element));
  if (wasShown && state.screen !== 'inbox') focusOn(view.element.querySelector('h2'));
  return view;
}

function draw() {
  const main = element('main');
  const key = keyOf();
  if (shown.key !== key) {
    const wasShown = shown.key !== '' && !shown.key.startsWith('sign_in') && shown.key !== 'loading';
    shown = { key, view: putUp(main, wasShown) };
    document.title = TITLES[state.screen] ? `${TITLES[state.screen]} - Corridor` : 'Corridor';
  }
  drawTop(element('top'), state, acts);
  drawLinkBar(element('link-bar'), state);
  if (state.me && state.screen !== 'sign_in') inbox.draw(state);
  shown.view?.draw?.(state);
  markRead();
}

async function start() {
  const me = await fetch('/auth/me').catch(() => null);
  if (me?.ok) connect((await me.json()).person);
  else dispatch({ type: 'signed_out' });
}

window.addEventListener('hashchange', route);
window.addEventListener('online', () => wire?.hurry());
document.addEventListener('visibilitychange', () => markRead());
window.addEventListener('beforeunload', (event) => {
  if (state.outbox.length > 0 || [...drafts.values()].some((draft) => draft.trim())) event.preventDefault();
});
setInterval(() => dispatch({ type: 'connection', connection: state.connection }), CLOCK_MS);
start();
