import { LANGUAGES } from './languages';
import { words } from './words.svelte';

/** The languages offered for a text: those of the site. A document may carry any other tag. */
export const TEXT_LANGUAGES: readonly string[] = Object.keys(LANGUAGES);

/** The name of a language in the language spoken now, or its tag. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([words.language], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
