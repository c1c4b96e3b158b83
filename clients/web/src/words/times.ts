/* Times and dates as people say them, in London. */

const LONDON = 'Europe/London';
const HOUR_MS = 3600000;
const DAY_MS = 86400000;
const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: LONDON,
  weekday: 'short',
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

interface Parts {
  weekday: string;
  day: string;
  month: string;
  year: string;
  time: string;
}

function partsOf(date: Date): Parts {
  const found: Record<string, string> = {};
  for (const part of format.formatToParts(date)) found[part.type] = part.value;
  const { weekday = '', day = '', month = '', year = '', hour = '', minute = '' } = found;
  // Some browsers say "Sept": months have three letters here.
  return { weekday, day, month: month.slice(0, 3), year, time: `${hour}:${minute}` };
}

const dayOf = (parts: Parts) => `${parts.day}-${parts.month}-${parts.year}`;

/** "today 17:00", "tomorrow 17:00", "yesterday 17:00", "Mon 23-Nov 17:00". */
export function whenWords(iso: string, now: Date): string {
  const then = partsOf(new Date(iso));
  const near: [string, number][] = [
    ['today', 0],
    ['tomorrow', 1],
    ['yesterday', -1],
  ];
  for (const [name, days] of near) {
    if (dayOf(partsOf(new Date(now.getTime() + days * DAY_MS))) === dayOf(then)) return `${name} ${then.time}`;
  }
  const year = then.year === partsOf(now).year ? '' : `-${then.year}`;
  return `${then.weekday} ${then.day}-${then.month}${year} ${then.time}`;
}

/** "23-Nov-2026 17:00", for what is printed or copied and read later. */
export function stampWords(iso: string): string {
  const then = partsOf(new Date(iso));
  return `${dayOf(then)} ${then.time}`;
}

const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A date "1961-03-14" as "14-Mar-1961". */
export function dateWords(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}-${MONTH_NAMES[Number(month) - 1] ?? month}-${year}`;
}

/** "2026-11" as "Nov 2026". */
export function monthWords(month: string): string {
  const [year = '', number = ''] = month.split('-');
  return `${MONTH_NAMES[Number(number) - 1] ?? number} ${year}`;
}

/** A date or a time, whichever it is. */
export const dueDateWords = (due: string, now: Date) =>
  /^\d{4}-\d\d-\d\d$/.test(due) ? dateWords(due) : whenWords(due, now);

/** Whole years since a birth date. */
export function ageYears(birthDate: string, now: Date): number {
  const [year = 0, month = 0, day = 0] = birthDate.split('-').map(Number);
  const hadBirthday = now.getMonth() + 1 > month || (now.getMonth() + 1 === month && now.getDate() >= day);
  return now.getFullYear() - year - (hadBirthday ? 0 : 1);
}

/** "2026-11-22" in London. */
export function londonDay(date: Date): string {
  const parts = partsOf(date);
  const month = String(MONTH_NAMES.indexOf(parts.month) + 1).padStart(2, '0');
  return `${parts.year}-${month}-${parts.day}`;
}

/** The first days of months: monthsBack(12) is eleven months before the first of this one. */
export function firstOfMonth(now: Date, monthsBack: number): string {
  const [year = 0, month = 0] = londonDay(now).split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 - monthsBack, 1));
  return first.toISOString().slice(0, 10);
}

/** "3 hours", "1 hour". */
export const hoursWords = (hours: number) => `${hours} ${hours === 1 ? 'hour' : 'hours'}`;

/** "2026-11-24" and "09:00" in London as RFC 3339; where the clock goes back the first of both hours is meant. */
export function fromLondon(day: string, time: string): string {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  const early = new Date(wanted - HOUR_MS);
  const isEarly = `${londonDay(early)} ${partsOf(early).time}` === `${day} ${time}`;
  return (isEarly ? early : new Date(wanted)).toISOString();
}

/** "09:00" of a time, in London. */
export const londonTime = (iso: string): string => partsOf(new Date(iso)).time;
