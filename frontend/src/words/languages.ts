export type Catalogue = Readonly<Record<string, string>>;
export type Language = 'en' | 'ar' | 'es' | 'fr' | 'pt' | 'ru' | 'zh';

/** How each language calls itself. */
export const LANGUAGES: Readonly<Record<Language, string>> = {
  en: 'English',
  ar: 'العربية',
  es: 'Español',
  fr: 'Français',
  pt: 'Português',
  ru: 'Русский',
  zh: '中文',
};

/** A part of a catalogue, in a file of its own. */
type Volume = () => Promise<{ default: Catalogue }>;

/**
 * A catalogue comes in two volumes: `first` has what the frame, home and the talk of a space say, `rest` everything else.
 * A sentence lies in `first` if, and only if, code of the first view names it: `volumes.test.ts` holds that.
 */
export const CATALOGUES: Readonly<Record<Language, Readonly<Record<'first' | 'rest', Volume>>>> = {
  en: { first: () => import('./en/first'), rest: () => import('./en/rest') },
  ar: { first: () => import('./ar/first'), rest: () => import('./ar/rest') },
  es: { first: () => import('./es/first'), rest: () => import('./es/rest') },
  fr: { first: () => import('./fr/first'), rest: () => import('./fr/rest') },
  pt: { first: () => import('./pt/first'), rest: () => import('./pt/rest') },
  ru: { first: () => import('./ru/first'), rest: () => import('./ru/rest') },
  zh: { first: () => import('./zh/first'), rest: () => import('./zh/rest') },
};

/** The language of a tag such as `pt-BR` or `zh-hans`; English for one that we do not speak. */
export function languageOf(tag: string): Language {
  const first = tag.toLowerCase().split('-')[0] ?? '';
  return first in LANGUAGES ? (first as Language) : 'en';
}
