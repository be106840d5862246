export type Facts = Record<string, string | number>;

/** Words; the name of a fact; a number as the language writes it; or one of several wordings, by number. */
type Part =
  | string
  | { fact: string; isNumber: boolean }
  | { fact: string; wordings: ReadonlyMap<string, readonly Part[]> };

const COUNT = '#';

/**
 * A sentence of a catalogue, ready to be said.
 *
 * It reads of ICU MessageFormat what the catalogues use: `{fact}`, `{fact, number}` and `{fact, plural, =0 {…} one {…} other {# …}}`.
 * `intl-messageformat`, which knows all of it and weighs twenty times as much, is the judge in the tests: each sentence of each
 * language must come out alike.
 */
export class Sentence {
  readonly #parts: readonly Part[];
  readonly #numbers: Intl.NumberFormat;
  readonly #plurals: Intl.PluralRules;
  #at = 0;

  constructor(
    readonly source: string,
    language: string,
  ) {
    [this.#numbers, this.#plurals] = rulesOf(language);
    this.#parts = this.#read(false);
  }

  say(facts: Facts): string {
    return this.#join(this.#parts, facts, 0);
  }

  #join(parts: readonly Part[], facts: Facts, count: number): string {
    let said = '';
    for (const part of parts) {
      if (typeof part === 'string') said += part;
      else if (!('wordings' in part)) {
        const fact = part.fact === COUNT ? count : (facts[part.fact] ?? '');
        said += part.isNumber ? this.#numbers.format(Number(fact)) : String(fact);
      } else {
        const n = Number(facts[part.fact]);
        const { wordings } = part;
        const wording =
          wordings.get(`=${n}`) ?? wordings.get(this.#plurals.select(n)) ?? wordings.get('other');
        said += this.#join(wording ?? [], facts, n);
      }
    }
    return said;
  }

  /** Up to the end, or to the brace that closes the wording. */
  #read(isWording: boolean): Part[] {
    const parts: Part[] = [];
    while (this.#at < this.source.length && this.source[this.#at] !== '}') {
      const words = this.#take(isWording ? /[^{}#]*/y : /[^{}]*/y);
      if (words) parts.push(words);
      if (this.#has(COUNT)) parts.push({ fact: COUNT, isNumber: true });
      else if (this.#has('{')) parts.push(this.#fact());
    }
    return parts;
  }

  /** After its opening brace, beyond its closing one. */
  #fact(): Part {
    const [fact = '', kind] = this.#take(/\s*\w+\s*(?:,\s*\w+\s*)?,?/y)
      .split(',', 2)
      .map((word) => word.trim());
    if (kind !== 'plural') {
      this.#has('}');
      return { fact, isNumber: kind === 'number' };
    }
    const wordings = new Map<string, Part[]>();
    for (let name = this.#name(); name; name = this.#name()) {
      this.#has('{');
      wordings.set(name, this.#read(true));
      this.#has('}');
    }
    this.#has('}');
    return { fact, wordings };
  }

  #name(): string {
    return this.#take(/\s*(?:=?\w+)?\s*/y).trim();
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.source) ?? [''];
    this.#at += found.length;
    return found;
  }

  #has(mark: string): boolean {
    if (this.source[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }
}

const RULES = new Map<string, [Intl.NumberFormat, Intl.PluralRules]>(); // making them costs a slow machine milliseconds

function rulesOf(language: string): [Intl.NumberFormat, Intl.PluralRules] {
  let rules = RULES.get(language);
  if (!rules) {
    rules = [new Intl.NumberFormat(language), new Intl.PluralRules(language)];
    RULES.set(language, rules);
  }
  return rules;
}
