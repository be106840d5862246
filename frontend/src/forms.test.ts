import { describe, expect, it } from 'vitest';

import { asked, compact, inWords, isSame, merged } from './forms';
import type { Answers, Condition, Form, Question } from './wire/inquiries';

const question = (key: string, when: Condition | null = null, more: Partial<Question> = {}): Question => ({
  key,
  asks: 'choice',
  text: { en: `${key}?` },
  body: {},
  required: false,
  when,
  options: [],
  rows: [],
  least: null,
  most: null,
  ...more,
});
const form = (...sections: [Condition | null, Question[]][]): Form => ({
  languages: ['en', 'fr'],
  sections: sections.map(([when, questions]) => ({ title: {}, note: {}, when, questions })),
});
const keys = (shown: ReturnType<typeof asked>) =>
  shown.flatMap((one) => one.questions.map((each) => each.key));

describe('asked', () => {
  const branching = form(
    [null, [question('a'), question('b', { question: 'a', any_of: ['yes'] })]],
    [{ question: 'b', any_of: ['x'] }, [question('c')]],
    [{ question: 's', any_of: ['4'] }, [question('d')]],
    [null, [question('e', { question: 'm', any_of: ['one'] })]],
  );

  it('shows what no condition hides', () => {
    expect(keys(asked(branching, {}))).toEqual(['a']);
  });

  it('follows conditions through sections', () => {
    expect(keys(asked(branching, { a: 'yes', b: 'x' }))).toEqual(['a', 'b', 'c']);
  });

  it('counts what was answered to a hidden question as nothing', () => {
    expect(keys(asked(branching, { a: 'no', b: 'x' }))).toEqual(['a']);
  });

  it('reads scales by their number and several options one by one', () => {
    const scales = form(
      [null, [question('s', null, { asks: 'scale' }), question('m', null, { asks: 'several' })]],
      [{ question: 's', any_of: ['4'] }, [question('d')]],
      [{ question: 'm', any_of: ['two'] }, [question('e')]],
    );
    expect(keys(asked(scales, { s: 4, m: ['one', 'two'] }))).toEqual(['s', 'm', 'd', 'e']);
    expect(keys(asked(scales, { s: 3, m: ['one'] }))).toEqual(['s', 'm']);
  });
});

describe('merged', () => {
  const base: Answers = { a: 'yes', b: 'one' };

  it('takes what only one of the two changed', () => {
    expect(merged(base, { a: 'no', b: 'one' }, { a: 'yes', b: 'two' })).toEqual({
      answers: { a: 'no', b: 'two' },
      clashes: [],
    });
  });

  it('keeps mine where both changed, and tells theirs', () => {
    expect(merged(base, { a: 'no', b: 'one' }, { a: 'maybe', b: 'one' })).toEqual({
      answers: { a: 'no', b: 'one' },
      clashes: [{ key: 'a', theirs: 'maybe' }],
    });
  });

  it('knows that two who changed alike do not clash, and that an answer was taken away', () => {
    expect(merged(base, { a: 'no', b: 'one' }, { a: 'no' })).toEqual({ answers: { a: 'no' }, clashes: [] });
    expect(merged(base, { b: 'one' }, { a: 'no', b: 'one' })).toEqual({
      answers: { b: 'one' },
      clashes: [{ key: 'a', theirs: 'no' }],
    });
  });
});

describe('answers', () => {
  it('say the same in any order, and nothing where they are empty', () => {
    expect(isSame({ north: 'good', south: 'bad' }, { south: 'bad', north: 'good' })).toBe(true);
    expect(isSame({ stance: null, reason: ' ', wording: '' }, undefined)).toBe(true);
    expect(compact({ a: '', b: [], c: {}, d: 0, e: { stance: 'none', reason: '', wording: '' } })).toEqual({
      d: 0,
      e: { stance: 'none', reason: '', wording: '' },
    });
  });

  it('are asked for in the reader’s language, else in the first', () => {
    expect(inWords({ en: 'Why?', fr: 'Pourquoi ?' }, form(), 'fr')).toBe('Pourquoi ?');
    expect(inWords({ en: 'Why?' }, form(), 'fr')).toBe('Why?');
  });
});
