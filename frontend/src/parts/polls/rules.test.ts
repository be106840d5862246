import { beforeAll, describe, expect, it } from 'vitest';

import type { Poll, PollResult } from '../../wire/polls';
import { words } from '../../words/words.svelte';
import { outcome, rows, ruleSentence } from './rules';

const poll = {
  options: [
    { key: 'a', text: 'Adopt', note: '' },
    { key: 'b', text: 'Not yet', note: '' },
    { key: 'c', text: 'Drop', note: '' },
  ],
} as Poll;

const result = (over: Partial<PollResult>): PollResult => ({
  question: '',
  rule: { method: 'plurality' },
  version: 1,
  eligible: 16,
  cast: 10,
  abstained: 1,
  counts: [
    { key: 'b', count: 3 },
    { key: 'a', count: 6 },
  ],
  leading: ['a'],
  tests: [],
  ...over,
});

describe('results', () => {
  beforeAll(() => words.speak('en'));

  it('lists options by votes, those without any too', () => {
    expect(
      rows(poll, result({})).map(({ text, count, share, leads }) => [text, count, share, leads]),
    ).toEqual([
      ['Adopt', 6, '60%', true],
      ['Not yet', 3, '30%', false],
      ['Drop', 0, '0%', false],
    ]);
  });

  it('says a tie as a tie', () => {
    expect(outcome(poll, result({ leading: ['a', 'b'] }))).toBe('A tie between Adopt and Not yet');
    expect(outcome(poll, result({}))).toBe('Most votes: Adopt');
    expect(outcome(poll, result({ leading: [] }))).toBe('Nobody chose an option');
  });

  it('says first that the quorum was missed', () => {
    const quorum = {
      test: 'quorum',
      option: null,
      constituency: null,
      reached: 8,
      of: 16,
      needed: 9,
      met: false,
    } as const;
    expect(outcome(poll, result({ tests: [quorum] }))).toBe('No result: the quorum was not reached');
  });

  it('names what passed a threshold', () => {
    const rule = {
      method: 'threshold',
      of: 'cast',
      at_least: [2, 3],
      more_than: false,
      with_abstentions: false,
    } as const;
    const test = {
      test: 'threshold',
      option: 'a',
      constituency: null,
      reached: 6,
      of: 9,
      needed: 6,
      met: true,
    } as const;
    const passed = result({ rule: { ...rule, at_least: [2, 3] }, tests: [test] });
    expect(outcome(poll, passed)).toBe('Passed: Adopt');
    expect(outcome(poll, { ...passed, tests: [{ ...test, met: false }] })).toBe(
      'No option reached the share it needed',
    );
    expect(ruleSentence(passed.rule, 9, 16)).toBe(
      'An option passes with at least \u20662/3\u2069 of the votes for any option; abstentions do not count. Quorum: 9 of 16, abstentions included.',
    );
  });
});
