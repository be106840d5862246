import type first from './en/first';
import type rest from './en/rest';
import { type Catalogue, CATALOGUES, type Language, languageOf } from './languages';
import { type Facts, Sentence } from './sentence';

/** The name of a sentence. English is the list: what is not there does not compile. */
export type Key = keyof typeof first | keyof typeof rest;
export type { Facts } from './sentence';

class Words {
  #language = $state<Language>('en');
  #catalogue = $state.raw<Catalogue>({});
  #wanted: Language = languageOf(document.documentElement.lang);
  #isWhole = false;
  #volumes: readonly { default: Catalogue }[] = [];
  readonly #sentences = new Map<Key, Sentence>(); // parsed once per language

  get language(): Language {
    return this.#language;
  }

  /** Fetch a language's sentences and speak it from now on, on the page's root too. */
  speak(tag: string): Promise<void> {
    this.#wanted = languageOf(tag);
    return this.#fetch();
  }

  /** Fetch the sentences that the first view does without; from now on they come with every language. */
  whole(): Promise<void> {
    this.#isWhole = true;
    return this.#fetch();
  }

  async #fetch(): Promise<void> {
    const [language, isWhole] = [this.#wanted, this.#isWhole];
    const { first, rest } = CATALOGUES[language];
    const volumes = await Promise.all(isWhole ? [first(), rest()] : [first()]);
    if (language !== this.#wanted || isWhole !== this.#isWhole) return this.#fetch(); // asked for more meanwhile
    if (this.#volumes.length === volumes.length && volumes.every((each, n) => each === this.#volumes[n]))
      return;
    this.#volumes = volumes;
    this.#sentences.clear();
    this.#language = language;
    this.#catalogue = Object.assign({}, ...volumes.map((volume) => volume.default)) as Catalogue;
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  }

  /** The sentence `key` with `facts` put in, in the language spoken now. */
  say(key: Key, facts?: Facts): string {
    const source = this.#catalogue[key];
    if (source === undefined) return '';
    if (!source.includes('{')) return source;
    let sentence = this.#sentences.get(key);
    if (!sentence) this.#sentences.set(key, (sentence = new Sentence(source, this.#language)));
    return sentence.say(facts ?? {});
  }
}

export const words = new Words();

/** Short for `words.say`: used on every screen. */
export function t(key: Key, facts?: Facts): string {
  return words.say(key, facts);
}

/** Code that the first view does without, once its sentences are here too. */
export async function withWords<T>(code: Promise<T>): Promise<T> {
  return (await Promise.all([code, words.whole()]))[0];
}
