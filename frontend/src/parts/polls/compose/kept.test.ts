import { describe, expect, it } from 'vitest';

import type { KeptText } from '../../../wire/polls';
import { blank, requestOf } from '../draft';
import { keptText, ruleFrom, takenUp } from './kept';
import { blankRule, ruleOf } from './rule';
import { beginFrom, NAMES } from './templates';

const NOW = new Date('2026-11-24T10:20:00Z');
const lines = (...texts: string[]) => texts.map((text) => ({ text, note: '' }));
/** As the server answers: with its own way of writing times, and the rule filled in. */
const answered = (text: KeptText) => JSON.parse(JSON.stringify(text)) as KeptText;

describe('a poll that is kept as a draft', () => {
  it('may be empty, and comes back as it was', () => {
    const draft = { ...blank('amber', NOW), closesAt: '' };
    const kept = keptText(draft, null);
    expect(kept).toMatchObject({ question: '', closes_at: null, options: lines('', '') });
    expect(takenUp(answered(kept), 'amber', NOW)).toEqual(draft);
  });

  it('leaves out slots that have no time yet', () => {
    const draft = { ...blank('amber', NOW), kind: 'dates' as const };
    const slot = { starts: '2026-12-01T13:00', minutes: 90 };
    const kept = keptText({ ...draft, slots: [slot, { starts: '', minutes: NaN }] }, 4);
    expect(kept.options).toHaveLength(1);
    expect(takenUp(answered(kept), 'amber', NOW).slots).toEqual([slot]);
  });

  it.each(NAMES)('asks for the same once it is opened: %s', (name) => {
    const draft = {
      ...blank('amber', NOW),
      question: 'Who?',
      options: lines('One', 'Two', 'Three'),
      quorum: 3,
    };
    beginFrom(draft, name);
    const again = takenUp(answered(keptText(draft, 31)), 'amber', NOW);
    expect(requestOf(again, 31, 'c1')).toEqual(requestOf(draft, 31, 'c1'));
  });

  it('reads a share that no field offers as the next that asks for more', () => {
    const rule = ruleFrom({ threshold: { of: 'eligible', at_least: [5, 9] }, constituency_quorum: [4, 7] });
    expect(rule).toEqual(blankRule({ share: 'three_fifths', of: 'eligible', own: 'two_thirds' }));
    expect(ruleFrom(ruleOf('proposal', rule, 'named'))).toEqual(rule);
  });
});
