/* What a row of a list says about a thread or a specialist. */
import type { LinkRow, Patient, SpecialistRow, ThreadRow } from '../../generated/contract.ts';
import { bannerName, nhsNumberWords } from './numbers.ts';
import { hoursWords, whenWords } from './times.ts';

/** What a row says about time: the promise, or what the case waits for. */
export function dueWords(row: ThreadRow, now: Date): string {
  if (row.kind !== 'case') return `Last ${row.kind === 'topic' ? 'message' : 'heard'} ${whenWords(row.last_at, now)}`;
  if (row.state === 'closed') return row.closed_at ? `Closed ${whenWords(row.closed_at, now)}` : 'Closed';
  if (row.state === 'awaiting_information') return `Waiting for information from ${row.opened_by_name}`;
  if (row.state === 'answered') return `Not closed yet by ${row.opened_by_name}`;
  if (!row.reply_due) return '';
  return `${isOverdue(row, now) ? 'Overdue since' : 'Reply due'} ${whenWords(row.reply_due, now)}`;
}

/** The promise has lapsed: by the server's word or by now. */
export function isOverdue(row: ThreadRow, now: Date): boolean {
  return (
    row.state === 'awaiting_answer' && row.reply_due !== undefined && (row.overdue || new Date(row.reply_due) < now)
  );
}

export interface Tag {
  label: string;
  look: 'waiting' | 'answered' | 'closed' | 'urgent' | 'mdt';
}

const STATE_TAGS: Partial<Record<ThreadRow['state'], Tag>> = {
  answered: { label: 'Answered', look: 'answered' },
  closed: { label: 'Closed', look: 'closed' },
};

const MDT_TAG: Tag = { label: 'MDT', look: 'mdt' };
const DECIDED_TAG: Tag = { label: 'Decided', look: 'answered' };

/** The tags of a case; urgent stands first while it is open. */
export function tagsOf(row: ThreadRow): readonly Tag[] {
  if (row.kind === 'mdt_case') return row.state === 'decided' ? [MDT_TAG, DECIDED_TAG] : [MDT_TAG];
  if (row.kind !== 'case') return [];
  const tag = STATE_TAGS[row.state] ?? { label: 'Waiting', look: 'waiting' };
  return row.urgency === 'urgent' && row.state !== 'closed' ? [{ label: 'Urgent', look: 'urgent' }, tag] : [tag];
}

/** How the patient is named in lists: the name, else the number. */
export function patientWords(patient: Patient | undefined): string {
  if (!patient) return 'Patient details removed';
  return patient.name ? bannerName(patient.name) : `NHS No. ${nhsNumberWords(patient.nhs_number)}`;
}

const INTENT_WORDS: Readonly<Record<NonNullable<ThreadRow['intent']>, string>> = {
  would_refer: 'would refer',
  unsure: 'was not sure whether to refer',
  would_not_refer: 'would not refer',
};

/** What the asker would have done: said before any answer was seen. */
export function intentSentence(row: ThreadRow): string {
  return row.intent ? `Without advice ${row.opened_by_name} ${INTENT_WORDS[row.intent]}.` : '';
}

/** Who asked whom, or who opened the topic. */
export function whoWords(row: ThreadRow, me: string): string {
  const opener = row.opened_by === me ? 'You' : row.opened_by_name;
  if (row.kind === 'mdt_case') return `${opener} put it before the MDT`;
  if (row.kind !== 'case') return `Topic opened by ${row.opened_by === me ? 'you' : opener}`;
  const asked = row.asked === me ? 'you' : (row.asked_name ?? row.asked ?? '');
  return `${opener} asked ${asked}`;
}

/** "Usually replies in 3 working hours", or nothing where too few answers were given to say so. */
export function usualReplyWords(specialist: SpecialistRow): string {
  if (specialist.usual_reply_hours === undefined) return '';
  return `Usually replies in ${hoursWords(specialist.usual_reply_hours).replace(' ', ' working ')}`;
}

/** What to expect before asking somebody. */
export function expectedReply(link: LinkRow, specialist: SpecialistRow, isUrgent: boolean, now: Date): string {
  const due = isUrgent ? link.reply_due_urgent : link.reply_due_routine;
  return [usualReplyWords(specialist), `Asked now, the reply is due ${whenWords(due, now)}`]
    .filter(Boolean)
    .join('. ')
    .concat('.');
}

/** "On leave until Mon 30-Nov 09:00. Dr Shah answers", or nothing. */
export function awayWords(specialist: SpecialistRow, nameOf: (person: string) => string, now: Date): string {
  if (!specialist.away_until || new Date(specialist.away_until) <= now) return '';
  const cover = specialist.deputy ? `. ${nameOf(specialist.deputy)} answers meanwhile` : '';
  return `Away until ${whenWords(specialist.away_until, now)}${cover}`;
}
