import type english from './en';
import { type Catalogue, catalogues, type Language, languageOf } from './languages';
import { type Facts, Sentence } from './sentence';

/** The name of a sentence. English is the list: what is not there does not compile. */
export type Key = keyof typeof english;
export type { Facts } from './sentence';

class Words {
  #language = $state<Language>('en');
  #catalogue = $state.raw<Catalogue>({});
  readonly #sentences = new Map<Key, Sentence>(); // parsed once per language

  get language(): Language {
    return this.#language;
  }

  /** Fetch a language's sentences and speak it from now on, on the page's root too. */
  async speak(tag: string): Promise<void> {
    const language = languageOf(tag);
    const { default: catalogue } = await catalogues[language]();
    this.#sentences.clear();
    this.#language = language;
    this.#catalogue = catalogue;
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
