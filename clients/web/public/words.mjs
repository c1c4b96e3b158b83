/*
 * What Corridor says to people: words of the vocabularies, times, NHS numbers. Pure, no DOM.
 */

export const RECOMMENDATIONS = [
  ['ADVICE_ONLY_NO_REFERRAL_RECOMMENDED', 'Advice only, no referral needed'],
  ['ADVICE_FOLLOWED_BY_REFERRAL_IF_REQUIRED', 'Advice first, refer if it does not help'],
  ['REFERRAL_RECOMMENDED', 'Please refer'],
  ['OTHER', 'Something else, said in the answer'],
];

export const OUTCOMES = [
  ['managed_in_primary_care', 'Managed in primary care'],
  ['referred', 'Referred'],
  ['investigate_first', 'Tests first'],
  ['redirected', 'Sent to another service'],
  ['urgent_admission', 'Urgent admission'],
  ['no_longer_needed', 'No longer needed'],
];

export const INTENTS = [
  ['would_refer', 'Refer'],
  ['unsure', 'Not sure'],
  ['would_not_refer', 'Not refer'],
];

export const MESSAGE_KINDS = {
  question: 'Question',
  opening: 'Topic',
  message: '',
  answer: 'Answer',
  information_request: 'More information needed',
};

/** The label of a word in one of the lists above; the word itself when it is new to this page. */
export function labelOf(list, word) {
  return list.find(([value]) => value === word)?.[1] ?? word ?? '';
}

const LONDON = 'Europe/London';
const dayParts = new Intl.DateTimeFormat('en-GB', {
  timeZone: LONDON,
  weekday: 'short',
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function partsOf(date) {
  const parts = Object.fromEntries(dayParts.formatToParts(date).map((part) => [part.type, part.value]));
  // Some browsers say "Sept": months have three letters here.
  return { ...parts, month: parts.month.slice(0, 3) };
}

const dayOf = (parts) => `${parts.day}-${parts.month}-${parts.year}`;

/** "today 17:00", "tomorrow 17:00", "yesterday 17:00", "Mon 23-Nov 17:00", in London's time. */
export function whenWords(iso, now = new Date()) {
  const then = partsOf(new Date(iso));
  const time = `${then.hour}:${then.minute}`;
  const named = [
    ['today', 0],
    ['tomorrow', 1],
    ['yesterday', -1],
  ].find(([, days]) => {
    const day = partsOf(new Date(now.getTime() + days * 86400000));
    return dayOf(day) === dayOf(then);
  });
  if (named) return `${named[0]} ${time}`;
  const year = then.year === partsOf(now).year ? '' : `-${then.year}`;
  return `${then.weekday} ${then.day}-${then.month}${year} ${time}`;
}

/** A date "1961-03-14" as "14-Mar-1961". */
export function dateWords(date) {
  const [year, month, day] = date.split('-');
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return `${day}-${names[Number(month) - 1]}-${year}`;
}

/** Whole years since a birth date. */
export function ageYears(birthDate, now = new Date()) {
  const [year, month, day] = birthDate.split('-').map(Number);
  const hadBirthday = now.getMonth() + 1 > month || (now.getMonth() + 1 === month && now.getDate() >= day);
  return now.getFullYear() - year - (hadBirthday ? 0 : 1);
}

/** "999 000 0018", with spaces that never break over lines. */
export function nhsNumberWords(digits) {
  return `${digits.slice(0, 3)}\u00a0${digits.slice(3, 6)}\u00a0${digits.slice(6)}`;
}

/** The ten digits of an NHS number as somebody typed it, or null when it is not one (modulus 11 check). */
export function nhsNumberFrom(text) {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^\d{10}$/.test(digits) || /^(\d)\1*$/.test(digits)) return null;
  const sum = [...digits.slice(0, 9)].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
  return (11 - (sum % 11)) % 11 === Number(digits[9]) ? digits : null;
}

/** What a row says about time: the promise, or what the case waits for. */
export function dueWords(thread, now = new Date()) {
  if (thread.state === 'closed') return `Closed ${thread.closed_at ? whenWords(thread.closed_at, now) : ''}`.trim();
  if (thread.state === 'awaiting_information') return `Waiting for information from ${thread.opened_by_name}`;
  if (thread.state === 'answered') return `Not closed yet by ${thread.opened_by_name}`;
  if (!thread.reply_due) return '';
  if (thread.overdue || new Date(thread.reply_due) < now) return `Overdue since ${whenWords(thread.reply_due, now)}`;
  return `Reply due ${whenWords(thread.reply_due, now)}`;
}

/** Tags of a thread: [label, class]. Urgent stands before the state while the case is open. */
export function tagsOf(thread) {
  if (thread.kind !== 'case') return [];
  const state = { answered: ['Answered', 'tag-answered'], closed: ['Closed', 'tag-closed'] }[thread.state] ?? [
    'Waiting',
    'tag-waiting',
  ];
  return thread.urgency === 'urgent' && thread.state !== 'closed' ? [['Urgent', 'tag-urgent'], state] : [state];
}

/** How the patient is named in lists: the name as given, else the number. */
export function patientWords(patient) {
  if (!patient) return '';
  return patient.name ?? `NHS No. ${nhsNumberWords(patient.nhs_number)}`;
}

/** What to expect before asking somebody. */
export function expectedReply(link, specialist, urgency) {
  const due = urgency === 'urgent' ? link.reply_due_urgent : link.reply_due_routine;
  const usual =
    specialist.usual_reply_hours === undefined
      ? ''
      : `Usually replies in ${specialist.usual_reply_hours} working ${specialist.usual_reply_hours === 1 ? 'hour' : 'hours'}. `;
  return `${usual}Reply due ${whenWords(due)}.`;
}
