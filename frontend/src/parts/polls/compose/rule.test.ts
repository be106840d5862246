import { describe, expect, it } from 'vitest';

import { blankRule, ruleOf, wholeRule } from './rule';

describe('the rule of a new poll', () => {
  it('says nothing where nothing is asked, or can be', () => {
    expect(ruleOf('choose', blankRule(), 'named')).toEqual({});
    expect(ruleOf('questions', blankRule({ own: 'half', byLot: true, share: 'half' }), 'named')).toEqual({});
  });

  it('names the way of counting rankings, and seats where there are some', () => {
    expect(ruleOf('ranked', blankRule({ method: 'schulze', seats: 4 }), 'named')).toEqual({
      method: 'schulze',
    });
    expect(
      ruleOf('ranked', blankRule({ method: 'stv', seats: 4, quota: 'hare', byLot: true }), 'secret'),
    ).toEqual({ method: 'stv', seats: 4, quota: 'hare', ties: 'lot' });
  });

  it('asks for more than half, and for at least any other share', () => {
    const share = (over: object) => ruleOf('proposal', blankRule(over), 'named').threshold;
    expect(share({ share: 'half' })).toEqual({
      of: 'cast',
      at_least: [1, 2],
      more_than: true,
      with_abstentions: false,
    });
    expect(share({ share: 'three_quarters', of: 'eligible', withAbstentions: true })).toEqual({
      of: 'eligible',
      at_least: [3, 4],
      more_than: false,
      with_abstentions: false,
    });
  });

  it('takes a mean only of scores, and asks how many gave one', () => {
    const mean = blankRule({ share: 'half', byMean: true, byMany: true });
    expect(ruleOf('score', mean, 'named')).toEqual({ score: 'mean', mean_needs: [1, 2] });
    expect(ruleOf('dots', mean, 'named')).toEqual({});
  });

  it('asks constituencies and blocks only where they can be asked', () => {
    const all = blankRule({ constituencies: 3, carriedBy: 'two_thirds', own: 'half', blocks: 0 });
    expect(ruleOf('proposal', all, 'named')).toEqual({
      constituencies: 3,
      carried_by: { of: 'cast', at_least: [2, 3], more_than: false, with_abstentions: false },
      constituency_quorum: [1, 2],
      blocks: 0,
    });
    expect(ruleOf('proposal', all, 'secret')).toEqual({ blocks: 0 });
    expect(ruleOf('dots', all, 'named')).toEqual({ constituency_quorum: [1, 2] });
  });

  it('is whole before it is sent, as the server will keep it', () => {
    expect(wholeRule('approval', blankRule({ share: 'all' }), 'named')).toEqual({
      method: 'approval',
      seats: 1,
      quota: 'droop',
      score: 'sum',
      mean_needs: [0, 1],
      ties: 'open',
      threshold: { of: 'cast', at_least: [1, 1], more_than: false, with_abstentions: false },
      constituency_quorum: null,
      constituencies: null,
      carried_by: null,
      blocks: null,
    });
    expect(wholeRule('ranked', blankRule({ method: 'meek' }), 'named')).toMatchObject({
      method: 'meek',
      seats: 2,
    });
  });
});
