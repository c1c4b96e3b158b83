/* A thread as plain text for the patient's record: who said what when, with professional numbers, and how it ended. */
import type { MessageRow, SomeEvent } from '../../generated/contract.ts';
import { isMessage } from '../state/row.ts';
import type { Opened } from '../state/state.ts';
import { MESSAGE_KINDS, OUTCOMES, RECOMMENDATIONS, labelOf } from './labels.ts';
import { bannerName, nhsNumberWords } from './numbers.ts';
import { intentSentence } from './rows.ts';
import { dateWords, stampWords, whenWords } from './times.ts';

/** The patient in a line: name, birth date, number. */
export function patientLine({ row }: Opened): string {
  if (row.kind !== 'case') return '';
  const { patient } = row;
  if (!patient) return 'Patient details were removed';
  const name = patient.name ? bannerName(patient.name) : 'Name not known';
  const born = patient.birth_date ? `Born ${dateWords(patient.birth_date)}` : 'Born not known';
  return `${name}   ${born}   NHS No. ${nhsNumberWords(patient.nhs_number)}`;
}

/** "Dr Emeka Okafor, Consultant cardiologist, 6012345". */
export const authorWords = (message: MessageRow): string =>
  [message.by_name, message.by_job_title, message.by_professional_number].filter(Boolean).join(', ');

/** The paragraphs of a message, as they stand in a record. */
export function paragraphsOf(message: MessageRow): readonly string[] {
  if (message.redacted_at) return ['These words were removed.'];
  const next = [message.next_actor, message.next_by ? `by ${message.next_by}` : ''].filter(Boolean).join(', ');
  return [
    message.recommendation ? `Recommendation: ${labelOf(RECOMMENDATIONS, message.recommendation)}` : '',
    message.body ?? '',
    message.in_primary_care ? `In primary care: ${message.in_primary_care}` : '',
    message.would_change_my_mind ? `What would change this advice: ${message.would_change_my_mind}` : '',
    next ? `Who acts next: ${next}` : '',
    message.amended_at ? `Corrected ${stampWords(message.amended_at)}: ${message.amendment_reason ?? ''}` : '',
  ].filter(Boolean);
}

/** What was decided, as a line for the record; null for events that decide nothing. */
export function decisionOf(event: SomeEvent, nameOf: (person: string) => string): string | null {
  const who = `${nameOf(event.by)}, ${stampWords(event.at)}`;
  if (event.event === 'case.closed')
    return `Outcome: ${labelOf(OUTCOMES, event.data.outcome)}${note(event.data.note)} (${who})`;
  if (event.event === 'case.referred') return `Referred${note(event.data.note)} (${who})`;
  if (event.event === 'case.reopened') return `Opened again${note(event.data.reason)} (${who})`;
  return null;
}

const note = (words: string | undefined) => (words ? `: ${words}` : '');

export function messageHeading(message: MessageRow): string {
  const kind = message.from_mdt ? 'Decision of an MDT' : MESSAGE_KINDS[message.kind];
  return `${stampWords(message.at)}  ${authorWords(message)}${kind ? ` (${kind.toLowerCase()})` : ''}`;
}

/** Whether the case is on a record: by whom and when last, and how much was said since. */
export function filedWords(thread: Opened, nameOf: (person: string) => string, now: Date): string {
  const filed = thread.events.filter((event) => event.event === 'case.filed').at(-1);
  if (!filed) return 'Not on the record yet.';
  const since = thread.events.filter((event) => isMessage(event) && event.pos > filed.pos).length;
  const more =
    since === 0 ? '' : since === 1 ? ' 1 message since is not on it.' : ` ${since} messages since are not on it.`;
  return `Put on the record by ${nameOf(filed.by)} ${whenWords(filed.at, now)}.${more}`;
}

/** The message that an event brought, if it is one. */
export const messageFor = (event: SomeEvent, thread: Opened): MessageRow | undefined =>
  event.event === 'message.amended' || event.event === 'message.redacted' || event.event === 'message.thanked'
    ? undefined
    : thread.messages[String((event.data as { message?: string }).message ?? '')];

/** The whole thread as text. */
export function recordText(thread: Opened, nameOf: (person: string) => string, now: Date): string {
  const { row } = thread;
  const blocks = thread.events.flatMap((event) => {
    const message = messageFor(event, thread);
    if (message) return [[messageHeading(message), ...paragraphsOf(message)].join('\n')];
    const decision = decisionOf(event, nameOf);
    return decision ? [decision] : [];
  });
  const head = ['Advice and guidance by Corridor', patientLine(thread), row.title ?? '', intentSentence(row)].filter(
    Boolean,
  );
  const foot = `Copied ${stampWords(now.toISOString())} from Corridor, number ${row.thread}.`;
  return [head.join('\n'), ...blocks, foot].join('\n\n');
}
