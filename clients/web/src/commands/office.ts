/*
 * What people do, and what happens to the page: the one place where the wire, the state and what is kept meet.
 */
import { hasRole, isClinical, nameIn } from '../state/inbox.ts';
import { hashOf, pageOf } from '../state/page.ts';
import { isMessage } from '../state/row.ts';
import { dispatch, stateNow } from '../state/store.ts';
import type { SomeEvent, ThreadRow } from '../../generated/contract.ts';
import { type ArgsOf, type CommandName, type Hint, type ResultOf, isRefusal } from '../wire/frames.ts';
import { type Hearing, Wire } from '../wire/wire.ts';
import type { Aim } from './aims.ts';
import { forgetDrafts, keepDraftsIn, restoreDrafts } from './drafts.ts';
import { Outbox, type Post } from './outbox.ts';
import type { Ports, SignedIn } from './ports.ts';
import { stampWords } from '../words/times.ts';

const PAGE_ROWS = 200;
const MOST_PAGES = 10;
const REFRESH_MS = 1000;
const RESTORED_WITHIN_MS = 2000;
const TYPING_SHOWN_MS = 6000;
const TYPING_EVERY_MS = 3000;
const NOT_ALLOWED = 'This does not exist, or you may not see it. Your coordinator can tell you who may.';

function wrongAttempts({ wrong_attempts: count = 0, wrong_since: since }: SignedIn): string {
  const times = count === 1 ? 'once' : `${count} times`;
  const from = since ? ` since ${stampWords(since)}` : '';
  return `Somebody tried ${times} to sign in as you with a wrong password or code${from}. If that was not you, tell your administrator.`;
}

export class Office {
  readonly #ports: Ports;
  readonly #outbox: Outbox;
  #wire: Wire | null = null;
  #person = '';
  #refresh: (() => void) | null = null;
  /** What is heard while a history is on its way, one list for each. */
  readonly #awaited = new Set<SomeEvent[]>();
  #typedAt = 0;
  #opening: Promise<void> | null = null;
  #hasOpened: () => void = () => {};
  readonly #marked = new Map<string, number>();

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#outbox = new Outbox(ports, () => this.#wire);
    keepDraftsIn(ports.vault, (ms, run) => ports.world.after(ms, run));
  }

  /* --- signing in and out, locking ---------------------------------------------------------------------------- */

  /** What a page does first: goes on with the session that is there, or asks for one. */
  start(): void {
    const { person, isLocked } = this.#ports.shared.get();
    if (!person) {
      dispatch({ type: 'signed_out' });
      return;
    }
    if (isLocked) dispatch({ type: 'locked', isLocked: true });
    void this.#connect(person);
  }

  /** Signs in; a sentence says why not. */
  async signIn(entered: { person: string; password: string; totp: string }): Promise<string> {
    const answer = await this.#ports.auth.login(entered);
    if (typeof answer === 'string') return answer;
    await this.hasSignedIn(answer);
    return '';
  }

  /** Goes on as somebody whom the server has just let in. */
  async hasSignedIn(answer: SignedIn): Promise<void> {
    if (this.#person && this.#person !== answer.person) this.#forgetPerson();
    this.#ports.shared.set({ person: answer.person, isLocked: false });
    dispatch({ type: 'locked', isLocked: false });
    await this.#connect(answer.person);
    if (answer.wrong_attempts) dispatch({ type: 'notice', notice: wrongAttempts(answer) });
  }

  async signOut(): Promise<void> {
    this.#forgetPerson();
    this.#ports.shared.set({ person: '', isLocked: false });
    this.#ports.go('#/');
    dispatch({ type: 'signed_out' });
    await this.#ports.vault.wipe();
    await this.#ports.auth.logout();
  }

  lock(): void {
    if (stateNow().session !== 'signed_in' || stateNow().isLocked) return;
    this.#ports.shared.set({ person: this.#person, isLocked: true });
    dispatch({ type: 'locked', isLocked: true });
  }

  /** Another tab signed out, locked or unlocked. */
  followOtherTab(): void {
    const { person, isLocked } = this.#ports.shared.get();
    if (stateNow().session === 'signed_in' && person !== this.#person) {
      this.#forgetPerson();
      dispatch({ type: 'signed_out' });
      if (person) void this.#connect(person);
    } else if (stateNow().session === 'signed_out' && person) {
      void this.#connect(person);
    }
    if (stateNow().isLocked !== isLocked) dispatch({ type: 'locked', isLocked });
  }

  #forgetPerson(): void {
    this.#wire?.stop();
    this.#wire = null;
    this.#endOpening();
    this.#person = '';
    this.#marked.clear();
    forgetDrafts();
  }

  async #connect(person: string): Promise<void> {
    if (this.#wire && this.#person === person) {
      dispatch({ type: 'connecting' });
      this.#wire.start();
      return;
    }
    this.#person = person;
    dispatch({ type: 'connecting' });
    const wire = new Wire(this.#ports.world, this.#hearing());
    this.#wire = wire;
    // A page takes up what was being written when it is first shown, so that has to be there before what it shows; a
    // browser whose storage does not answer is not waited for.
    await Promise.race([
      this.#restore(wire, person),
      new Promise<void>((goOn) => this.#ports.world.after(RESTORED_WITHIN_MS, goOn)),
    ]);
    if (this.#wire === wire) wire.start();
  }

  /** Takes up what a reload left behind, unless somebody else is signed in by then. */
  async #restore(wire: Wire, person: string): Promise<void> {
    const kept = await this.#ports.vault.open(person);
    if (this.#wire !== wire) return;
    restoreDrafts(kept.drafts);
    this.#outbox.restore(kept.pending);
  }

  #hearing(): Hearing {
    return {
      event: (event) => this.#heardEvent(event),
      hint: (hint) => this.#heardHint(hint),
      connection: (connection) => {
        if (connection === 'connecting') this.#startOpening();
        else this.#endOpening();
        dispatch({ type: 'connection', connection });
      },
      opened: (isFirst) => {
        this.#endOpening();
        if (isFirst) this.#loadAll();
      },
      ready: (hello, isFresh) => {
        const isNew = stateNow().me === null;
        if (this.#person && hello.person !== this.#person) {
          this.#sessionEnded();
          return;
        }
        dispatch({ type: 'hello', hello });
        if (isFresh && !isNew) this.#loadAll();
        this.markRead();
      },
      signedOut: () => this.#sessionEnded(),
    };
  }

  /** The server no longer knows this session. What was being written stays for the same person's next one. */
  #sessionEnded(): void {
    this.#wire?.stop();
    this.#wire = null;
    this.#endOpening();
    this.#marked.clear();
    this.#ports.shared.set({ person: '', isLocked: false });
    dispatch({
      type: 'signed_out',
      notice: 'Your session has ended. Sign in again; what you were writing is kept.',
    });
  }

  hurry(): void {
    this.#wire?.hurry();
  }

  doubt(): void {
    this.#wire?.doubt();
  }

  /* --- asking the server --------------------------------------------------------------------------------------- */

  #startOpening(): void {
    this.#opening ??= new Promise((resolve) => {
      this.#hasOpened = resolve;
    });
  }

  #endOpening(): void {
    this.#opening = null;
    this.#hasOpened();
  }

  /**
   * Asks something for a page, as soon as a connection that is being made is there; the promise is refused with a sentence
   * for people.
   */
  ask<C extends CommandName>(cmd: C, args: ArgsOf<C>): Promise<ResultOf<C>> {
    if (this.#opening) return this.#opening.then(() => this.ask(cmd, args));
    return this.#wire ? this.#wire.ask(cmd, args) : Promise.reject(new Error('Sign in first.'));
  }

  /** Does something that shows nowhere else; the promise is refused with a sentence for people. */
  do<C extends CommandName>(cmd: C, args: ArgsOf<C>): Promise<ResultOf<C>> {
    return this.#wire ? this.#wire.send(cmd, args) : Promise.reject(new Error('Sign in first.'));
  }

  #loadAll(): void {
    void this.#loadThreads(true);
    void this.loadLinks();
    this.loadOpened();
  }

  /** All my threads, page by page; while there is no connection nothing happens, the next one asks again. */
  async #loadThreads(isFresh: boolean): Promise<void> {
    const wire = this.#wire;
    let before: string | undefined;
    try {
      for (let number = 0; number < MOST_PAGES && wire === this.#wire; number += 1) {
        const page = await this.ask('thread.list', {
          limit: PAGE_ROWS,
          ...(before ? { before } : {}),
        });
        if (wire !== this.#wire) return;
        const isComplete = page.complete || number === MOST_PAGES - 1;
        dispatch({ type: 'threads', threads: page.threads, isFirst: number === 0, isFresh, isComplete });
        before = page.threads.at(-1)?.thread;
        if (page.complete || !before) return;
      }
    } catch (refusal) {
      if (isRefusal(refusal) && refusal.code === 'forbidden') {
        dispatch({ type: 'threads', threads: [], isFirst: true, isComplete: true });
      } else if (!isRefusal(refusal)) throw refusal;
    }
  }

  async loadLinks(): Promise<void> {
    try {
      const { links } = await this.ask('directory.list', {});
      dispatch({ type: 'links', links });
    } catch (refusal) {
      if (!isRefusal(refusal)) throw refusal;
    }
  }

  /** The thread of the page, if it has one. */
  loadOpened(): void {
    const { page } = stateNow();
    if (page.name !== 'case' && page.name !== 'print') return;
    void this.#loadHistory(page.thread, {}).catch((refusal: unknown) => {
      const isMissing = isRefusal(refusal) && (refusal.code === 'not_found' || refusal.code === 'forbidden');
      // Without a connection the next one asks again.
      if (isRefusal(refusal) && refusal.code === 'offline') return;
      const sentence = isMissing ? NOT_ALLOWED : 'This page did not load.';
      dispatch({ type: 'not_opened', thread: page.thread, sentence });
    });
  }

  async #loadHistory(thread: string, { before }: { before?: number }): Promise<void> {
    const wire = this.#wire;
    const meanwhile: SomeEvent[] = [];
    this.#awaited.add(meanwhile);
    const history = await this.ask('thread.history', {
      thread,
      limit: PAGE_ROWS,
      ...(before === undefined ? {} : { before }),
    }).finally(() => this.#awaited.delete(meanwhile));
    if (wire !== this.#wire) return;
    dispatch(before === undefined ? { type: 'opened', history, meanwhile } : { type: 'earlier', history });
    this.markRead();
  }

  async loadEarlier(): Promise<void> {
    const { opened } = stateNow();
    const before = opened?.events[0]?.seq;
    if (opened && before !== undefined) await this.#loadHistory(opened.row.thread, { before });
  }

  /** All rows afresh, when somebody finds that they may not see one any more: no event says so. */
  refreshAll(): void {
    void this.#loadThreads(true);
  }

  /** The rows again, for what an event alone does not tell: names of people not met yet. */
  #refreshSoon(): void {
    this.#refresh?.();
    this.#refresh = this.#ports.world.after(REFRESH_MS, () => void this.#loadThreads(false));
  }

  /* --- what happens --------------------------------------------------------------------------------------------- */

  #heardEvent(event: SomeEvent): void {
    const before = stateNow();
    dispatch({ type: 'event', event });
    for (const meanwhile of this.#awaited) meanwhile.push(event);
    const isTheirs = isMessage(event) && event.by !== before.me?.person;
    const isNew = !before.threads.some((row) => row.thread === event.thread);
    if (event.thread && ((isTheirs && !before.people[event.by]) || (isNew && isMessage(event)))) {
      this.#refreshSoon();
      if (before.opened?.row.thread === event.thread && !before.people[event.by]) this.loadOpened();
    }
    if (isTheirs) {
      const isForMe = event.event === 'message.sent' && event.data.mentions?.includes(before.me?.person ?? '');
      const who = nameIn(before.people, event.by);
      this.#ports.announce(isForMe ? `${who} mentions you in a new message` : `New message from ${who}`);
    }
    // A guest sees a thread that began before they came.
    if (event.event === 'mdt.guest_invited' && isNew) this.#refreshSoon();
    // Who stands in for whom, and who is linked with whom, decides what I may see.
    if (/^(cover|link)\./.test(event.event)) {
      void this.loadLinks();
      void this.#loadThreads(true);
    }
    this.markRead();
  }

  #heardHint(hint: Hint): void {
    if (hint.by === stateNow().me?.person) return;
    if (hint.event === 'presence') {
      dispatch({ type: 'presence', person: hint.by, isOnline: hint.state === 'online' });
    } else if (hint.event === 'typing' && hint.thread) {
      const { thread, by } = { thread: hint.thread, by: hint.by };
      dispatch({ type: 'typing', thread, by });
      this.#ports.world.after(TYPING_SHOWN_MS, () => {
        if (stateNow().typing[thread] === by) dispatch({ type: 'typing', thread, by: null });
      });
    }
  }

  /** Goes where the address says. */
  route(hash: string): void {
    const page = pageOf(hash);
    dispatch({ type: 'page', page });
    if (stateNow().session !== 'signed_in') return;
    this.loadOpened();
    if (page.name === 'ask') void this.loadLinks();
    this.markRead();
  }

  /**
   * Opening a case reads it: said once for each new message, and only while somebody can see it. A page that shows a thread in
   * another way names its row.
   */
  markRead(row?: ThreadRow): void {
    const { opened, page, isLocked, me } = stateNow();
    const shown = row ?? (page.name === 'case' ? opened?.row : undefined);
    if (!shown || isLocked || !isClinical(me) || !this.#ports.isVisible()) return;
    const { thread, read_seq, last_seq, unread } = shown;
    if (unread === 0 && read_seq >= last_seq) return;
    if ((this.#marked.get(thread) ?? 0) >= last_seq) return;
    this.#marked.set(thread, last_seq);
    this.ask('read.mark', { thread, seq: last_seq }).catch(() => this.#marked.delete(thread));
  }

  /* --- what people do ------------------------------------------------------------------------------------------- */

  post<C extends CommandName>(post: Post<C>): Promise<ResultOf<C> | null> {
    return this.#outbox.post(post);
  }

  again = (txn: string): void => {
    const item = stateNow().outbox.find((one) => one.txn === txn);
    if (item) this.#outbox.again(item);
  };

  forget = (txn: string): void => this.#outbox.forget(txn);

  say(thread: string, body: string, aim: Aim = {}): void {
    void this.post({ cmd: 'message.send', args: { thread, body, ...aim }, thread, label: 'Your message', body });
  }

  requestInformation(thread: string, body: string): void {
    void this.post({
      cmd: 'case.request_information',
      args: { thread, body },
      thread,
      label: 'Your request',
      body,
    });
  }

  answer(args: ArgsOf<'case.answer'>): void {
    void this.post({
      cmd: 'case.answer',
      args,
      thread: args.thread,
      label: 'Your answer',
      body: args.answer,
    });
  }

  /** Records an outcome in one act; words in the reply box go out before it. */
  close(thread: string, outcome: ArgsOf<'case.close'>['outcome'], words: string, aim: Aim = {}): void {
    if (words) this.say(thread, words, aim);
    void this.post({ cmd: 'case.close', args: { thread, outcome }, thread, label: 'Outcome' });
  }

  refer(thread: string, note: string): void {
    const args = note ? { thread, note } : { thread };
    void this.post({ cmd: 'case.refer', args, thread, label: 'Referral' });
  }

  reopen(thread: string, reason: string): void {
    void this.post({ cmd: 'case.reopen', args: { thread, reason }, thread, label: 'Opening again' });
  }

  /** Says that the case stands on the patient's record as it is now. */
  file(thread: string): void {
    void this.post({ cmd: 'case.file', args: { thread }, thread, label: 'Filing' });
  }

  amend(thread: string, args: ArgsOf<'message.amend'>): void {
    void this.post({ cmd: 'message.amend', args, thread, label: 'Your correction', body: args.body });
  }

  redact(thread: string, args: ArgsOf<'message.redact'>): void {
    void this.post({ cmd: 'message.redact', args, thread, label: 'Removal' });
  }

  thank(thread: string, message: string): void {
    void this.post({ cmd: 'message.thank', args: { message }, thread, label: 'Thanks' });
  }

  /** Asks, and opens the case once it is committed, unless the person has gone elsewhere meanwhile. */
  async askCase(args: ArgsOf<'case.ask'>, whom: string): Promise<void> {
    const posted = this.post({
      cmd: 'case.ask',
      args,
      thread: '',
      label: `Your question to ${whom}`,
      body: args.question,
    });
    await this.#openWhenDone(posted);
  }

  async openTopic(args: ArgsOf<'topic.open'>): Promise<void> {
    await this.#openWhenDone(this.post({ cmd: 'topic.open', args, thread: '', label: 'Your topic', body: args.title }));
  }

  async #openWhenDone(posted: Promise<{ thread: string } | null>): Promise<void> {
    const from = stateNow().page;
    if (stateNow().connection !== 'online') this.#ports.go('#/');
    const result = await posted;
    const { page } = stateNow();
    if (result && (page === from || page.name === from.name))
      this.#ports.go(hashOf({ name: 'case', thread: result.thread }));
    else if (!result && page === from) this.#ports.go('#/');
  }

  /** Tells the others that I am writing, now and then. */
  typing(thread: string): void {
    const now = this.#ports.nowMs();
    if (now - this.#typedAt < TYPING_EVERY_MS || !hasRole(stateNow().me, 'int_clinician', 'specialist')) return;
    this.#typedAt = now;
    this.#wire?.mention('typing', { thread });
  }
}
