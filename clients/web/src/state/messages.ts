/* What events do to the open thread: its messages as they read now, and who has read how far. */
import type { MessageRow, SomeEvent } from '../../generated/contract.ts';
import { MESSAGE_WORDS, changedRow, isMessage } from './row.ts';
import type { Opened, State } from './state.ts';

type Messages = Opened['messages'];

const KINDS: Readonly<Record<string, MessageRow['kind']>> = {
  'case.asked': 'question',
  'topic.opened': 'opening',
  'message.sent': 'message',
  'case.answered': 'answer',
  'case.information_requested': 'information_request',
};

/** A message as it reads, made from the event that sent it. */
function messageOf(event: SomeEvent, people: State['people']): MessageRow {
  const data = event.data as Record<string, unknown>;
  const author = people[event.by];
  const message: Record<string, unknown> = {
    message: data['message'],
    thread: event.thread,
    seq: event.seq,
    kind: KINDS[event.event],
    by: event.by,
    at: event.at,
    by_name: author?.name ?? event.by,
    by_job_title: author?.job,
    by_professional_number: author?.number,
    body: data[MESSAGE_WORDS[event.event] ?? ''],
  };
  if (event.event === 'message.sent')
    Object.assign(message, {
      reply_to: data['reply_to'],
      mentions: data['mentions'],
      from_mdt: data['from_mdt'],
    });
  if (event.event === 'case.answered') {
    const { in_primary_care, would_change_my_mind, next_actor, next_by, recommendation, on_behalf_of } = event.data;
    Object.assign(message, {
      in_primary_care,
      would_change_my_mind,
      next_actor,
      next_by,
      recommendation,
      on_behalf_of,
    });
  }
  return message as unknown as MessageRow;
}

function amended(known: MessageRow, event: Extract<SomeEvent, { event: 'message.amended' }>): MessageRow {
  return {
    ...known,
    original_body: known.original_body ?? known.body,
    body: event.data.body,
    amended_at: event.at,
    amendment_reason: event.data.reason,
  } as MessageRow;
}

function redacted(known: MessageRow, event: Extract<SomeEvent, { event: 'message.redacted' }>): MessageRow {
  const { message, thread, seq, kind, by, by_name, by_job_title, by_professional_number, at, recommendation } = known;
  return {
    message,
    thread,
    seq,
    kind,
    by,
    by_name,
    by_job_title,
    by_professional_number,
    at,
    recommendation,
    redacted_at: event.at,
    redacted_by: event.by,
    redaction_reason: event.data.reason,
  } as MessageRow;
}

function changedMessages(messages: Messages, event: SomeEvent, people: State['people']): Messages {
  const id = String((event.data as Record<string, unknown>)['message'] ?? '');
  const known = messages[id];
  if (isMessage(event)) return known ? messages : { ...messages, [id]: messageOf(event, people) };
  if (event.event === 'message.amended' && known) return { ...messages, [id]: amended(known, event) };
  if (event.event === 'message.redacted' && known) return { ...messages, [id]: redacted(known, event) };
  return messages;
}

function changedReads(reads: Opened['reads'], event: SomeEvent): Opened['reads'] {
  if (event.event !== 'read.marked') return reads;
  return [...reads.filter((read) => read.person !== event.by), { person: event.by, seq: event.data.seq, at: event.at }];
}

/** The open thread after an event; the same one when the event is not of it. */
export function changedOpened(opened: Opened | null, event: SomeEvent, state: State): Opened | null {
  if (!opened || opened.row.thread !== event.thread) return opened;
  if (opened.events.some((known) => known.pos === event.pos)) return opened;
  return {
    ...opened,
    row: changedRow(opened.row, event, state.me?.person ?? ''),
    events: [...opened.events, event],
    messages: changedMessages(opened.messages, event, state.people),
    reads: changedReads(opened.reads, event),
  };
}
