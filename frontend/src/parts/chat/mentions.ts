/** Somebody who can be called with @. `target` is `seat:12`, `role:moderators` or `group:all`. */
export type Callable = { name: string; note: string; target: string };

/** The word after an @ that is being written just before the caret; null if none is. */
export function wordAt(text: string, caret: number): { from: number; word: string } | null {
  const found = /(^|[\s(])@([^@\n]{0,40})$/.exec(text.slice(0, caret));
  if (!found) return null;
  const word = found[2] ?? '';
  if (/\s{2}|\s$/.test(word) || word.split(/\s+/).length > 3) return null;
  return { from: caret - word.length - 1, word };
}

/** Put `@Name ` in place of the word that is being written. Returns the text and the caret. */
export function callIn(
  text: string,
  caret: number,
  from: number,
  whom: Callable,
): { text: string; caret: number } {
  const call = `@${whom.name} `;
  return {
    text: text.slice(0, from) + call + text.slice(caret).replace(/^ /, ''),
    caret: from + call.length,
  };
}

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Those whose name, or a word of it, starts with what was written; at most `most`. */
export function suggestions(people: readonly Callable[], word: string, most = 6): Callable[] {
  const asked = folded(word);
  return people
    .filter((one) => {
      const name = folded(one.name);
      return name.startsWith(asked) || name.split(/\s+/).some((part) => part.startsWith(asked));
    })
    .slice(0, most);
}

const CALL = /@\[([^\]\n]{1,120})\]\((?:seat|role|group):(?:\d{1,16}|[a-z]{1,12})\)/g;

/** The text as the server reads it: `@Name` of somebody known becomes `@[Name](seat:12)`. Longer names win. */
export function withCalls(text: string, people: readonly Callable[]): string {
  const known = new Map(people.map((one) => [one.name, one]));
  if (!known.size || !text.includes('@')) return text;
  const names = [...known.keys()]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(^|[\\s(])@(${names.join('|')})(?![\\p{L}\\p{N}])`, 'gu');
  return text.replace(pattern, (_, before: string, name: string) => {
    const target = known.get(name)?.target ?? '';
    return `${before}@[${name.replace(/[[\]\n]/g, '')}](${target})`;
  });
}

/** The text as people read it: `@Name` for `@[Name](seat:12)`. */
export function readable(body: string): string {
  return body.replace(CALL, '@$1');
}
