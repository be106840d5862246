import { IntlMessageFormat } from 'intl-messageformat';

import type english from './en';
import { type Catalogue, catalogues, type Language, languageOf } from './languages';

/** The name of a sentence. English is the list: what is not there does not compile. */
export type Key = keyof typeof english;
export type Facts = Record<string, string | number>;

/** Only names of facts between braces: filled in as it stands. Making a format costs a slow machine milliseconds. */
const PLAIN = /^[^{}']*(?:\{\w+\}[^{}']*)*$/;
const PLACE = /\{(\w+)\}/g;

class Words {
  #language = $state<Language>('en');
  #catalogue = $state.raw<Catalogue>({});
  readonly #formats = new Map<string, IntlMessageFormat>(); // parsed once per sentence and language

  get language(): Language {
    return this.#language;
  }

  /** Fetch a language's sentences and speak it from now on, on the page's root too. */
  async speak(tag: string): Promise<void> {
    const language = languageOf(tag);
    const { default: catalogue } = await catalogues[language]();
    this.#formats.clear();
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
    if (PLAIN.test(source)) return source.replace(PLACE, (_, name: string) => String(facts?.[name] ?? ''));
    let format = this.#formats.get(key);
    if (!format) {
      format = new IntlMessageFormat(source, this.#language, undefined, { ignoreTag: true });
      this.#formats.set(key, format);
    }
    return String(format.format(facts));
  }
}

export const words = new Words();

/** Short for `words.say`: used on every screen. */
export function t(key: Key, facts?: Facts): string {
  return words.say(key, facts);
}
