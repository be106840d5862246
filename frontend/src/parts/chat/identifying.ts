import type { Trace } from '../../wire/shapes';
import { t, words } from '../../words/words.svelte';

/** Patterns of what may point to one person, as the server told them; the first view has none yet. */
export class Identifying {
  readonly #patterns: readonly (readonly [Trace, RegExp])[];

  constructor(patterns: Readonly<Partial<Record<Trace, string>>>) {
    const told = Object.entries(patterns) as [Trace, string][];
    this.#patterns = told.map(([trace, pattern]) => [trace, new RegExp(pattern, 'u')] as const);
  }

  /** Kinds of what in a text may point to a person. */
  in(text: string): Trace[] {
    return this.#patterns.filter(([, pattern]) => pattern.test(text)).map(([trace]) => trace);
  }
}

/** "a mail address and a name with an age", in the language spoken now. */
export function tracesName(traces: readonly Trace[]): string {
  const names = traces.map((trace) => t(`trace.${trace}`));
  return new Intl.ListFormat(words.language, { type: 'conjunction' }).format(names);
}
