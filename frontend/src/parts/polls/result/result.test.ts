import { beforeAll, describe, expect, it } from 'vitest';

import type { Condition, Poll, PollResult, Rule, Tie } from '../../../wire/polls';
import { words } from '../../../words/words.svelte';
import { ruleSentence } from '../rules';
import { number, outcome, rows, testName, tieSentence } from './result';

const poll = {
  options: [
    { key: 'a', text: 'Adopt', note: '' },
    { key: 'b', text: 'Not yet', note: '' },
    { key: 'c', text: 'Drop', note: '' },
  ],
} as Poll;
const rule: Rule = {
  method: 'plurality',
  seats: 1,
  quota: 'droop',
  score: 'sum',
  mean_needs: [0, 1],
  ties: 'open',
  threshold: null,
  constituency_quorum: null,
  constituencies: null,
  carried_by: null,
  blocks: null,
};
const votes = (key: string, count: number) => ({ key, count, points: null, mean: null });
const result = (over: Partial<PollResult>): PollResult => ({
  question: '',
  rule,
  version: 1,
  method: 'plurality',
  withheld: false,
  eligible: 16,
  cast: 10,
  abstained: 1,
  counts: [votes('b', 3), votes('a', 6)],
  leading: ['a'],
  passed: ['a'],
  tests: [],
  ties: [],
  ...over,
});
const test = (over: Partial<Condition>): Condition => ({
  test: 'quorum',
  option: null,
  constituency: null,
  reached: 8,
  of: 16,
  needed: 9,
  met: false,
  ...over,
});
const tie: Tie = { round: 1, among: ['a', 'b'], purpose: 'lead', by: 'open', picked: null };
const two_thirds: Rule = {
  ...rule,
  threshold: { of: 'cast', at_least: [2, 3], more_than: false, with_abstentions: false },
};

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

  it('lists them by points, or by their mean, where the rule says so', () => {
    const counts = [
      { key: 'a', count: 3, points: 10, mean: '10/3' },
      { key: 'b', count: 2, points: 8, mean: 4 },
    ];
    expect(rows(poll, result({ counts })).map(({ key, points, mean }) => [key, points, mean])).toEqual([
      ['a', '10', '3.33333'],
      ['b', '8', '4'],
      ['c', '', ''],
    ]);
    const byMean = result({ counts, rule: { ...rule, score: 'mean' } });
    expect(rows(poll, byMean).map(({ key }) => key)).toEqual(['b', 'a', 'c']);
  });

  it('writes exact numbers for people', () => {
    expect([3, '20.33316', '61/3', 0].map(number)).toEqual(['3', '20.33316', '20.33333', '0']);
  });

  it('says a tie as a tie, and several elected as elected', () => {
    expect(outcome(poll, result({ leading: ['a', 'b'], ties: [tie] }))).toBe(
      'A tie between Adopt and Not yet',
    );
    expect(outcome(poll, result({}))).toBe('Most votes: Adopt');
    expect(outcome(poll, result({ leading: [] }))).toBe('Nobody chose an option');
    expect(outcome(poll, result({ method: 'stv', leading: ['a', 'b'] }))).toBe('Elected: Adopt and Not yet');
    expect(tieSentence(poll, tie)).toBe('Round 1: Adopt and Not yet are level, and nothing breaks the tie.');
    expect(tieSentence(poll, { ...tie, round: 2, by: 'lot', picked: 'b' })).toBe(
      'Round 2: Adopt and Not yet were level; the lot picked Not yet.',
    );
  });

  it('says first that the quorum was missed, and tells nothing of a handful', () => {
    expect(outcome(poll, result({ tests: [test({})] }))).toBe('No result: the quorum was not reached');
    expect(outcome(poll, result({ withheld: true, tests: [test({})] }))).toContain('Too few voted');
  });

  it('names what passed every test', () => {
    const tests = [test({ test: 'threshold', option: 'a', met: true })];
    const passed = result({ rule: two_thirds, tests });
    expect(outcome(poll, passed)).toBe('Passed: Adopt');
    expect(outcome(poll, { ...passed, passed: [] })).toBe('No option reached the share it needed');
    expect(outcome(poll, result({ method: 'stances', tests: [test({ test: 'blocks', met: true })] }))).toBe(
      'Passed',
    );
    const names = ['threshold', 'double_majority', 'blocks', 'constituency_quorum'] as const;
    expect(
      names.map((name) =>
        testName(
          poll,
          passed,
          test({ test: name, option: name === 'threshold' ? 'a' : null, constituency: 'gov' }),
          (slug) => slug.toUpperCase(),
        ),
      ),
    ).toEqual([
      '“Adopt”: \u20662/3\u2069 of the votes',
      'Constituencies that carry it',
      'Blocks',
      'Quorum: GOV',
    ]);
  });

  it('says of each kind what came out of it', () => {
    const of = (poll_kind: string, over: Partial<PollResult>) =>
      outcome({ ...poll, poll_kind } as Poll, result({ leading: ['a'], ...over }));
    expect(of('dates', { method: 'score' })).toBe('The slot that suits most: Adopt');
    expect(of('dots', { method: 'dots' })).toBe('Most points: Adopt');
    expect(of('score', { method: 'score' })).toBe('Most points: Adopt');
    expect(of('score', { method: 'score', rule: { ...rule, score: 'mean' } })).toBe('Highest mean: Adopt');
    expect(of('questions', { leading: [] })).toBe('9 answers are in');
    expect(of('opt_in', { method: 'stances', counts: [votes('accept', 3)] })).toBe('3 take part');
  });

  it('says a rule in sentences', () => {
    expect(ruleSentence('choose', two_thirds, 9, 16)).toBe(
      'An option passes with at least \u20662/3\u2069 of the votes for any option; abstentions do not count. Quorum: 9 of 16, abstentions included.',
    );
    expect(ruleSentence('ranked', { ...rule, method: 'stv', seats: 2, ties: 'lot' }, null, 16)).toBe(
      '2 seats are filled by single transferable vote, Scottish rules. A tie that no earlier round breaks goes to a lot drawn after closing. There is no quorum.',
    );
    expect(
      ruleSentence('proposal', { ...two_thirds, method: 'stances', blocks: 0, constituencies: 3 }, null, 16),
    ).toBe(
      'It passes with at least \u20662/3\u2069 of the votes for or against it. One block stops it. At least 3 constituencies must carry it. A constituency carries it with more than \u20661/2\u2069 of its votes. There is no quorum.',
    );
  });
});
