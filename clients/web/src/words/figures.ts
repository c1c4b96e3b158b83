/* Figures of reports as people read them. A count may be withheld: then it is "*", and so is all that is made of it. */

export type Count = number | '*';

export const sumOf = (counts: readonly Count[]): Count =>
  counts.reduce<Count>((sum, count) => (sum === '*' || count === '*' ? '*' : sum + count), 0);

/** "47%", "*" where a part is withheld, an empty string where there is nothing to be a share of. */
export function percentWords(part: Count, whole: Count): string {
  if (part === '*' || whole === '*') return '*';
  if (whole <= 0) return '';
  const percent = (100 * part) / whole;
  return `${percent > 0 && percent < 10 ? decimalWords(percent) : Math.round(percent)}%`;
}

/** At most one decimal: "12", "3.5". */
export const decimalWords = (value: number): string => String(Math.round(value * 10) / 10);

export const countWords = (count: Count): string => (count === '*' ? '*' : String(count));

/** Share of the greatest, 0 to 1, for the length of a bar. */
export function shareOf(count: Count, greatest: number): number {
  return count === '*' || greatest <= 0 ? 0 : Math.min(1, count / greatest);
}
