/* How long words may be: the server counts bytes of UTF-8. */

/** Bytes of UTF-8 of some words. */
export function byteLength(words: string): number {
  let bytes = 0;
  for (const letter of words) {
    const code = letter.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** A sentence when words are longer than the server takes; otherwise empty. */
export function tooLong(words: string, limit: number): string {
  const over = byteLength(words) - limit;
  return over > 0 ? `This is too long by about ${over} letters; shorten it` : '';
}

/** The first sentence of a question, for a title: at most 120 letters, cut between words. */
export function titleFrom(question: string): string {
  const line = question.trim().split('\n')[0] ?? '';
  const sentence = /^.{12,120}?[.?!](?=\s|$)/.exec(line)?.[0] ?? line;
  if (sentence.length <= 120) return sentence.replace(/\.$/, '');
  return `${sentence.slice(0, 119).replace(/\s+\S*$/, '')}…`;
}
