/* What was said and what happened in a thread, oldest first, and then what waits to be sent. */
import type { MessageRow, SomeEvent } from '../../generated/contract.ts';
import { nameIn } from '../state/inbox.ts';
import { isMessage } from '../state/row.ts';
import { threadHash } from '../state/page.ts';
import type { Opened } from '../state/state.ts';
import { me, nameOf, now, opened, outbox, people, threads, typing } from '../state/store.ts';
import { office } from '../platform/page.ts';
import { MESSAGE_KINDS, OUTCOMES, RECOMMENDATIONS, labelOf } from '../words/labels.ts';
import { dueDateWords, whenWords } from '../words/times.ts';
import { MessageActs } from './MessageActs.tsx';
import { PendingItem } from './Pending.tsx';

const QUOTE_LENGTH = 60;

const withWords = (text: string, words: string | undefined) => (words ? `${text}: ${words}` : text);

/** Lines that are not messages; an event that says nothing to people has none. */
export function noticeOf(event: SomeEvent): string | null {
  switch (event.event) {
    case 'case.referred':
      return withWords('Referred', event.data.note);
    case 'case.closed':
      return withWords(`Closed, ${labelOf(OUTCOMES, event.data.outcome).toLowerCase()}`, event.data.note);
    case 'case.reopened':
      return withWords('Opened again', event.data.reason);
    case 'action.added':
      return withWords(
        `To do by ${dueDateWords(event.data.due, now.value)}, ${nameOf(event.data.owner)}`,
        event.data.what,
      );
    case 'action.finished':
      return withWords(event.data.state === 'done' ? 'Done' : 'No longer to be done', event.data.note);
    case 'promise.reminded':
      return 'The answer is nearly due';
    case 'promise.lapsed':
      return `The answer was not given in time${event.data.behind ? `: ${nameOf(event.data.behind)} was told` : ''}`;
    case 'promise.escalated':
      return 'The coordinators were told that the answer is owed';
    case 'case.filed':
      return 'Put on the record';
    case 'referral.avoided':
      return 'Counts as an avoided referral, provisionally: no referral within 120 days confirms it';
    case 'referral.confirmed':
      return 'Counts as an avoided referral: 120 days passed with no referral';
    case 'referral.deferred':
      return event.data.at_close
        ? 'Does not count as an avoided referral: the patient was referred'
        : 'No longer counts as an avoided referral: the patient was referred';
    case 'referral.reopened':
      return 'Not counted as an avoided referral while the case is open';
    default:
      return null;
  }
}

function Part({ title, words }: { title: string; words: string | undefined }) {
  if (!words) return null;
  return (
    <>
      <h4 class="part">{title}</h4>
      <p class="words">{words}</p>
    </>
  );
}

/** A few words of a message, for whoever answers or looks for it. */
export function quoteOf(message: MessageRow): string {
  if (message.redacted_at) return `removed words of ${message.by_name}`;
  const words = (message.body ?? '').replace(/\s+/g, ' ').trim();
  return `${message.by_name}: “${words.length > QUOTE_LENGTH ? `${words.slice(0, QUOTE_LENGTH).trimEnd()}…` : words}”`;
}

/** Leads to the message that was answered. */
function InReplyTo({ message, thread }: { message: MessageRow; thread: Opened }) {
  if (!message.reply_to || message.redacted_at) return null;
  const first = thread.messages[message.reply_to];
  if (!first) return <p class="meta">In reply to an earlier message</p>;
  return (
    <p class="in-reply">
      <button type="button" class="plain" onClick={() => document.getElementById(`message-${first.message}`)?.focus()}>
        In reply to {quoteOf(first)}
      </button>
    </p>
  );
}

/** "Mentions Dr Shah and you". */
function mentionWords(message: MessageRow): string {
  if (message.redacted_at || !message.mentions?.length) return '';
  const names = message.mentions.map((person) => (person === me.value?.person ? 'you' : nameIn(people.value, person)));
  return `Mentions ${names.join(', ').replace(/, ([^,]*)$/, ' and $1')}`;
}

function AnswerParts({ message }: { message: MessageRow }) {
  const next = [message.next_actor, message.next_by ? `by ${dueDateWords(message.next_by, now.value)}` : '']
    .filter(Boolean)
    .join(', ');
  return (
    <>
      <p class="recommendation">{labelOf(RECOMMENDATIONS, message.recommendation)}</p>
      <p class="words">{message.body}</p>
      <Part title="In primary care" words={message.in_primary_care} />
      <Part title="What would change this advice" words={message.would_change_my_mind} />
      <Part title="Who acts next" words={next} />
    </>
  );
}

function Body({ message }: { message: MessageRow }) {
  if (message.redacted_at) {
    const when = `These words were removed ${whenWords(message.redacted_at, now.value)}`;
    return <p class="quiet">{withWords(when, message.redaction_reason)}</p>;
  }
  return message.kind === 'answer' ? <AnswerParts message={message} /> : <p class="words">{message.body}</p>;
}

/** Leads to the decision, for whoever is in the MDT. */
function FromMdt({ message: { from_mdt: from } }: { message: MessageRow }) {
  if (!from || !threads.value.some((row) => row.thread === from)) return null;
  return (
    <p>
      <a href={threadHash(from, 'mdt_case')}>What the MDT decided, and who said what</a>
    </p>
  );
}

function Correction({ message }: { message: MessageRow }) {
  if (!message.amended_at || message.redacted_at) return null;
  return (
    <details class="small-fold">
      <summary>Corrected {whenWords(message.amended_at, now.value)}</summary>
      {message.amendment_reason ? <p>Reason: {message.amendment_reason}</p> : null}
      {message.original_body ? <p class="words">First said: {message.original_body}</p> : null}
    </details>
  );
}

/** "Sent" from the receipt on, "Seen" when somebody else has opened it. */
function seenWords(message: MessageRow, thread: Opened): string {
  if (message.by !== me.value?.person) return '';
  return thread.reads.some((read) => read.person !== message.by && read.seq >= message.seq) ? 'Seen' : 'Sent';
}

function Message({ message, thread }: { message: MessageRow; thread: Opened }) {
  const isMine = message.by === me.value?.person;
  const role = [message.by_job_title, message.by_professional_number].filter(Boolean).join(', ');
  const thanks = thread.events.filter(
    (event) => event.event === 'message.thanked' && event.data.message === message.message,
  );
  const line = [
    message.from_mdt ? 'Decision of an MDT' : MESSAGE_KINDS[message.kind],
    message.on_behalf_of ? `for ${nameIn(people.value, message.on_behalf_of)}` : '',
    mentionWords(message),
    seenWords(message, thread),
    thanks.length > 0 ? `Thanked by ${thanks.map((event) => nameIn(people.value, event.by)).join(', ')}` : '',
  ].filter(Boolean);
  return (
    <li
      class={`message message--${message.kind}${isMine ? ' message--mine' : ''}`}
      id={`message-${message.message}`}
      tabIndex={-1}
    >
      <h3 class="author">
        {message.by_name}
        {role ? <span class="author__role">{role}</span> : null}
      </h3>
      <p class="meta">
        <time dateTime={message.at}>{whenWords(message.at, now.value)}</time>
        {line.map((words) => ` · ${words}`)}
      </p>
      <InReplyTo message={message} thread={thread} />
      <Body message={message} />
      <FromMdt message={message} />
      <Correction message={message} />
      <MessageActs message={message} isThanked={thanks.some((event) => event.by === me.value?.person)} />
    </li>
  );
}

function Notice({ event }: { event: SomeEvent }) {
  const words = noticeOf(event);
  if (!words) return null;
  const who = event.by === 'system' ? '' : `${nameIn(people.value, event.by)}, `;
  return (
    <li class="happening">
      {words} · {who}
      {whenWords(event.at, now.value)}
    </li>
  );
}

function Line({ event, thread }: { event: SomeEvent; thread: Opened }) {
  if (!isMessage(event)) return <Notice event={event} />;
  const message = thread.messages[String((event.data as { message: string }).message)];
  return message ? <Message message={message} thread={thread} /> : null;
}

function Typing({ thread }: { thread: string }) {
  const by = typing.value[thread];
  return (
    <p class="quiet typing" role="status">
      {by ? `${nameIn(people.value, by)} is writing` : ''}
    </p>
  );
}

export function Messages() {
  const thread = opened.value;
  if (!thread) return null;
  const waiting = outbox.value.filter((item) => item.thread === thread.row.thread);
  return (
    <section aria-labelledby="messages-title">
      <h2 class="nhsuk-u-visually-hidden" id="messages-title">
        Messages
      </h2>
      {thread.isComplete ? null : (
        <button
          type="button"
          class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
          onClick={() => void office.loadEarlier()}
        >
          Show earlier messages
        </button>
      )}
      <ol class="messages">
        {thread.events.map((event) => (
          <Line event={event} thread={thread} key={event.pos} />
        ))}
        {waiting.map((item) => (
          <PendingItem item={item} key={item.txn} />
        ))}
      </ol>
      <Typing thread={thread.row.thread} />
    </section>
  );
}
