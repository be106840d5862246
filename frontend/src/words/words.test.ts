import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';

import { type Catalogue, CATALOGUES, LANGUAGES, type Language, languageOf } from './languages';
import { type Key, t, words } from './words.svelte';

type Part = { type: number; value?: string; options?: Record<string, { value: Part[] }> };

/** Names of the facts that a sentence takes, sorted, each once. */
function facts(parts: Part[]): string[] {
  const found = new Set<string>();
  const visit = (some: Part[]) => {
    for (const part of some) {
      if (part.type >= 1 && part.type <= 6 && part.value) found.add(part.value);
      for (const option of Object.values(part.options ?? {})) visit(option.value);
    }
  };
  visit(parts);
  return [...found].sort();
}

const parsed = (sentence: string, language: string) =>
  new IntlMessageFormat(sentence, language, undefined, { ignoreTag: true }).getAst() as unknown as Part[];

const NUMBERS = [0, 1, 2, 3, 7, 11, 21, 100, 1.5, 1_234_567]; // of each category of each language

/** Both volumes; a sentence stands in one of them. */
async function whole(language: Language): Promise<Catalogue> {
  const [first, rest] = await Promise.all([CATALOGUES[language].first(), CATALOGUES[language].rest()]);
  const both = { ...first.default, ...rest.default };
  expect(Object.keys(both)).toHaveLength(
    Object.keys(first.default).length + Object.keys(rest.default).length,
  );
  return both;
}

const english = await whole('en');

describe.each(Object.keys(LANGUAGES) as Language[])('the catalogue %s', (language) => {
  let catalogue: Catalogue;

  it('has the sentences of English, no more and no fewer', async () => {
    catalogue = await whole(language);
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(english).sort());
  });

  it('takes the same facts in every sentence', () => {
    const differing = Object.keys(english).filter(
      (key) =>
        facts(parsed(catalogue[key] ?? '', language)).join() !==
        facts(parsed(english[key] ?? '', 'en')).join(),
    );
    expect(differing).toEqual([]);
  });

  it('is spoken as its format says, of any number', async () => {
    await words.speak(language);
    const differing = Object.entries(catalogue).filter(([key, sentence]) => {
      const format = new IntlMessageFormat(sentence, language, undefined, { ignoreTag: true });
      const names = facts(format.getAst() as unknown as Part[]);
      return (names.length ? NUMBERS : [0]).some((number) => {
        const told = Object.fromEntries(names.map((name, n) => [name, number + n]));
        return t(key as Key, told) !== String(format.format(told));
      });
    });
    expect(differing).toEqual([]);
  });

  it('leaves no sentence empty', () => {
    expect(Object.entries(catalogue).filter(([, sentence]) => !sentence.trim())).toEqual([]);
  });
});

describe('words', () => {
  it('puts facts in', async () => {
    await words.speak('en');
    expect(t('time.for_you', { time: '14:00' })).toBe('(14:00 for you)');
  });

  it('speaks from right to left in Arabic', async () => {
    await words.speak('ar');
    expect(document.documentElement.dir).toBe('rtl');
    expect(t('kit.close')).toBe('إغلاق');
  });

  it('takes a regional tag for its language, and English for a stranger', () => {
    expect(languageOf('pt-BR')).toBe('pt');
    expect(languageOf('zh-hans')).toBe('zh');
    expect(languageOf('nb')).toBe('en');
  });
});
