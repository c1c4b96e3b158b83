/* NHS numbers and birth dates as people write them. */

/** "999 000 0018", with spaces that never break over lines. */
export function nhsNumberWords(digits: string): string {
  return `${digits.slice(0, 3)}\u00a0${digits.slice(3, 6)}\u00a0${digits.slice(6)}`;
}

/** The ten digits of an NHS number as somebody typed it, or null when it is not one (modulus 11 check). */
export function nhsNumberFrom(text: string): string | null {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^\d{10}$/.test(digits) || /^(\d)\1*$/.test(digits)) return null;
  const sum = [...digits.slice(0, 9)].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
  return (11 - (sum % 11)) % 11 === Number(digits[9]) ? digits : null;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** "14 3 1961", "14/03/1961", "14-Mar-1961" or "1961-03-14" as "1961-03-14"; null when it is no date in the past. */
export function birthDateFrom(text: string, now: Date): string | null {
  const words = text
    .trim()
    .toLowerCase()
    .split(/[\s/.-]+/);
  if (words.length !== 3) return null;
  const [first = '', month = '', last = ''] = words;
  const [year, day] = first.length === 4 ? [first, last] : [last, first];
  const number = MONTHS.indexOf(month.slice(0, 3)) + 1 || Number(month);
  const date = new Date(Date.UTC(Number(year), number - 1, Number(day)));
  const isReal = /^\d{4}$/.test(year) && date.getUTCMonth() === number - 1 && date.getUTCDate() === Number(day);
  return isReal && date <= now ? date.toISOString().slice(0, 10) : null;
}

export interface PastedPatient {
  number: string;
  name: string;
  born: string;
}

/** Number, name and birth date in a line pasted from the record; null when there is no NHS number in it. */
export function patientFrom(line: string): PastedPatient | null {
  const found = /\d{3}[ -]?\d{3}[ -]?\d{4}/.exec(line);
  const number = found && nhsNumberFrom(found[0]);
  if (!number) return null;
  const rest = line.replace(found[0], ' ');
  const born = /\d{1,2}[\s/.-](?:\d{1,2}|[A-Za-z]{3,9})[\s/.-]\d{4}|\d{4}-\d\d-\d\d/.exec(rest)?.[0] ?? '';
  const name = rest
    .replace(born, ' ')
    .replace(/NHS (No|number)\.?|\bBorn\b|\bDOB\b/gi, ' ')
    .replace(/[\s;|\t]+/g, ' ')
    .replace(/^[\s,:.]+|[\s,:.]+$/g, '');
  return { number, name, born };
}

/** "SMITH, Jane (Mrs)" whichever way the family name was written; a name without a comma stays as it is. */
export function bannerName(name: string): string {
  const comma = name.indexOf(',');
  return comma < 0 ? name : name.slice(0, comma).toUpperCase() + name.slice(comma);
}
