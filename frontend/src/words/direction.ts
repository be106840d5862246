const ISOLATE = String.fromCodePoint(0x2066); // from left to right
const END = String.fromCodePoint(0x2069);

/** What reads from left to right in every script, such as a hash, within a sentence of any. */
export const leftToRight = (text: string) => ISOLATE + text + END;
