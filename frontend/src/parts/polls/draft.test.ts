import { describe, expect, it } from 'vitest';

import { blank, faults, requestOf } from './draft';

const NOW = new Date('2026-11-24T10:20:00Z');

describe('a new poll', () => {
  it('closes in three days at a full hour, until one says otherwise', () => {
    expect(blank('amber', NOW).closesAt).toBe('2026-11-27T11:00');
  });

  it('says what is missing, in the order of the fields', () => {
    expect(faults({ ...blank('amber', NOW), closesAt: '2026-11-24T10:00' }, NOW)).toEqual([
      'question',
      'options',
      'closes_past',
    ]);
  });

  it('takes no option twice', () => {
    const draft = { ...blank('amber', NOW), question: 'Which?', options: ['One', ' One '] };
    expect(faults(draft, NOW)).toEqual(['options']);
    expect(faults({ ...draft, options: ['One', 'Two', ''] }, NOW)).toEqual([]);
  });

  it('becomes a request with times in UTC and no empty option', () => {
    const draft = { ...blank('green', NOW), question: ' Which? ', options: ['One', '', 'Two'], quorum: '9' };
    expect(requestOf({ ...draft, rule: 'two_thirds' }, 31, 'c1')).toEqual({
      client_id: 'c1',
      unit: 'organisation',
      question: 'Which?',
      options: [
        { text: 'One', note: '' },
        { text: 'Two', note: '' },
      ],
      min_choices: 1,
      max_choices: 1,
      quorum: 9,
      rule: { method: 'threshold', of: 'cast', at_least: [2, 3], more_than: false, with_abstentions: false },
      opens_at: null,
      closes_at: '2026-11-27T11:00:00Z',
      label: 'green',
      capabilities: [],
      topic: 31,
    });
  });
});
