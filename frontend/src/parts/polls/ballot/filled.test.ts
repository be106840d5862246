import { beforeAll, describe, expect, it } from 'vitest';

import type { Content, Poll } from '../../../wire/polls';
import { words } from '../../../words/words.svelte';
import { filledFrom, lacking } from './filled';
import { moved } from './ranks';

const poll = (over: Partial<Poll>) =>
  ({
    poll_kind: 'choose',
    min_choices: 1,
    max_choices: 2,
    max_points: 5,
    budget: 8,
    reasons: 'optional',
    ...over,
  }) as Poll;
const said = (over: Partial<Content>): Content => ({ ...filledFrom(null), ...over });

describe('a ballot that is being filled in', () => {
  beforeAll(() => words.speak('en'));

  it.each([
    [poll({}), said({ choices: ['o1'] })],
    [poll({}), said({ abstained: true })],
    [poll({ poll_kind: 'score' }), said({ points: { o1: 0 } })],
    [poll({ poll_kind: 'dots' }), said({ points: { o1: 5, o2: 3 } })],
    [poll({ poll_kind: 'ranked', min_choices: 2 }), said({ ranking: ['o2', 'o1'] })],
    [poll({ poll_kind: 'questions' }), said({ texts: { o1: 'Yes' } })],
    [poll({ poll_kind: 'proposal', max_choices: 1 }), said({ choices: ['block'], conditions: 'drop 3' })],
  ])('lacks nothing', (asked, filled) => {
    expect(lacking(asked, filled)).toBe('');
  });

  it.each([
    [poll({}), said({}), 'Choose from 1 to 2 options, or abstain.'],
    [poll({ poll_kind: 'score' }), said({ points: { o1: 6 } }), 'Points are whole numbers from 0 to 5.'],
    [poll({ poll_kind: 'score' }), said({}), 'Answer for at least one option, or abstain.'],
    [poll({ poll_kind: 'dots', max_points: 8 }), said({ points: { o1: 7, o2: 3 } }), '2 dots too many'],
    [poll({ poll_kind: 'dots' }), said({ points: { o1: 0 } }), 'Answer for at least one option, or abstain.'],
    [
      poll({ poll_kind: 'ranked', min_choices: 2 }),
      said({ ranking: ['o2'] }),
      'Rank at least 2 options, or abstain.',
    ],
    [
      poll({ poll_kind: 'questions' }),
      said({ texts: { o1: ' ' } }),
      'Answer at least one question, or abstain.',
    ],
    [
      poll({ poll_kind: 'proposal' }),
      said({ choices: ['block'], reason: ' ' }),
      'This answer needs a reason.',
    ],
    [poll({ reasons: 'needed' }), said({ choices: ['o1'] }), 'This answer needs a reason.'],
  ])('says what is missing', (asked, filled, sentence) => {
    expect(lacking(asked, filled)).toBe(sentence);
  });

  it('starts from the vote that stands, without touching it', () => {
    const ballot = said({ ranking: ['o1'], points: { o1: 1 } });
    const filled = filledFrom(ballot);
    filled.ranking.push('o2');
    filled.points.o2 = 3;
    expect(ballot).toEqual(said({ ranking: ['o1'], points: { o1: 1 } }));
  });

  it('moves one option, and stops at the ends', () => {
    expect(moved(['a', 'b', 'c'], 'c', -1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b'], 'a', -1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 'x', 1)).toEqual(['a', 'b']);
  });
});
