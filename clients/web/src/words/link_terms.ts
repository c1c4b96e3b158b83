/* What a link agrees: as a form has it, what is wrong with that, and what the server is told. */
import type { Commands, LinkEntry } from '../../generated/contract.ts';

/** As the form has it; what stands empty is not agreed. */
export interface LinkTerms {
  specialists: readonly string[];
  reply_working_days: string;
  weekly_limit: string;
  starts_on: string;
  ends_on: string;
}

export type TermsField = keyof LinkTerms;

/** What a link can be without. */
const OPTIONAL = ['weekly_limit', 'starts_on', 'ends_on'] as const;

export const termsOf = (row?: LinkEntry): LinkTerms => ({
  specialists: row?.specialists ?? [],
  reply_working_days: String(row?.reply_working_days ?? ''),
  weekly_limit: String(row?.weekly_limit ?? ''),
  starts_on: row?.starts_on ?? '',
  ends_on: row?.ends_on ?? '',
});

const isCount = (words: string): boolean => /^[1-9]\d{0,3}$/.test(words);

export function problemsOfTerms(terms: LinkTerms): Partial<Record<TermsField, string>> {
  const found: Partial<Record<TermsField, string>> = {};
  if (terms.specialists.length === 0) found.specialists = 'Add at least one specialist';
  if (!isCount(terms.reply_working_days)) found.reply_working_days = 'Enter a number of working days';
  if (terms.weekly_limit && !isCount(terms.weekly_limit))
    found.weekly_limit = 'Enter how many cases a week, like 15, or nothing for no limit';
  if (terms.starts_on && terms.ends_on && terms.ends_on < terms.starts_on)
    found.ends_on = 'Enter a last day that is not before the first';
  return found;
}

type Told = Omit<Commands['link.update']['args'], 'link' | 'clear'>;

const TOLD: { readonly [F in TermsField]: (terms: LinkTerms) => Told } = {
  specialists: ({ specialists }) => ({ specialists }),
  reply_working_days: ({ reply_working_days: days }) => ({ reply_working_days: Number(days) }),
  weekly_limit: ({ weekly_limit: limit }) => ({ weekly_limit: Number(limit) }),
  starts_on: ({ starts_on }) => ({ starts_on }),
  ends_on: ({ ends_on }) => ({ ends_on }),
};

const told = (terms: LinkTerms, fields: readonly TermsField[]): Told =>
  Object.assign({}, ...fields.map((field) => TOLD[field](terms))) as Told;

export const FIELDS = Object.keys(TOLD) as TermsField[];

export const newLink = (
  neighbourhood: string,
  treatment_function: string,
  terms: LinkTerms,
): Commands['link.create']['args'] => ({
  neighbourhood,
  treatment_function,
  specialists: terms.specialists,
  reply_working_days: Number(terms.reply_working_days),
  ...told(
    terms,
    OPTIONAL.filter((field) => terms[field] !== ''),
  ),
});

/** What is to be changed of a link: what is new, and what it shall be without; null when nothing is. */
export function changedLink(row: LinkEntry, terms: LinkTerms): Commands['link.update']['args'] | null {
  const before = termsOf(row);
  const changed = FIELDS.filter((field) => JSON.stringify(terms[field]) !== JSON.stringify(before[field]));
  const clear = OPTIONAL.filter((field) => changed.includes(field) && terms[field] === '');
  if (changed.length === 0) return null;
  const set = changed.filter((field) => terms[field] !== '');
  return { link: row.link, ...told(terms, set), ...(clear.length > 0 ? { clear } : {}) };
}
