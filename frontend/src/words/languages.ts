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

/** One file for each language, fetched when it is spoken. */
export const catalogues: Readonly<Record<Language, () => Promise<{ default: Catalogue }>>> = {
  en: () => import('./en'),
  ar: () => import('./ar'),
  es: () => import('./es'),
  fr: () => import('./fr'),
  pt: () => import('./pt'),
  ru: () => import('./ru'),
  zh: () => import('./zh'),
};

/** The language of a tag such as `pt-BR` or `zh-hans`; English for one that we do not speak. */
export function languageOf(tag: string): Language {
  const first = tag.toLowerCase().split('-')[0] ?? '';
  return first in LANGUAGES ? (first as Language) : 'en';
}
