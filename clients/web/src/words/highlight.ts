/* Which parts of an excerpt are what was searched for. */

export interface Piece {
  words: string;
  isMatch: boolean;
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The words searched for, folded; a trailing * stands for any ending, as any word here may have. */
function searched(text: string): readonly string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** An excerpt in pieces: a word is a match when it begins as one of those searched for. */
export function highlight(excerpt: string, text: string): readonly Piece[] {
  const wanted = searched(text);
  const pieces: Piece[] = [];
  for (const words of excerpt.split(/([\p{L}\p{N}\p{M}]+)/u)) {
    if (!words) continue;
    const folded = fold(words);
    const isMatch = wanted.some((word) => folded.startsWith(word));
    const last = pieces.at(-1);
    if (last && last.isMatch === isMatch) last.words += words;
    else pieces.push({ words, isMatch });
  }
  return pieces;
}
