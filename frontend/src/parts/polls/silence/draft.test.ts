import { describe, expect, it } from 'vitest';

import { blank, faults, isShort, moment, requestOf } from './draft';

const NOW = new Date('2026-11-23T10:20:30Z');
const draft = (more: object = {}) => ({
  ...blank('amber', NOW),
  title: ' Order ',
  text: 'Blue.',
  ...more,
});

describe('a text under silence', () => {
  it('ends after three days, on the hour, unless said otherwise', () => {
    expect(blank('amber', NOW).closesAt).toBe('2026-11-26T11:00:00');
  });

  it('keeps its second, also where the browser leaves it out', () => {
    expect(moment('2026-11-26T11:00')).toBe('2026-11-26T11:00:00Z');
    expect(moment('2026-11-26T11:00:07')).toBe('2026-11-26T11:00:07Z');
  });

  it('says what is missing', () => {
    expect(faults(blank('amber', NOW), NOW)).toEqual(['title', 'text']);
    expect(faults(draft({ source: 'document' }), NOW)).toEqual(['document']);
    expect(faults(draft({ closesAt: '2026-11-23T10:20:30' }), NOW)).toEqual(['closes']);
    expect(faults(draft(), NOW)).toEqual([]);
  });

  it('is short below a day', () => {
    expect(isShort(draft({ closesAt: '2026-11-24T10:20:29' }), NOW)).toBe(true);
    expect(isShort(draft({ closesAt: '2026-11-24T10:20:30' }), NOW)).toBe(false);
  });

  it('is asked for by its words, or by a version of a document', () => {
    expect(requestOf(draft(), 7, 'id')).toEqual({
      client_id: 'id',
      poll_kind: 'silence',
      unit: 'delegation',
      question: 'Order',
      label: 'amber',
      closes_at: '2026-11-26T11:00:00Z',
      silence: { text: 'Blue.', document: null, version: null, follows: 7 },
      topic: null,
    });
    expect(requestOf(draft({ source: 'document', document: '12.3' }), null, 'id').silence).toEqual({
      text: '',
      document: 12,
      version: 3,
      follows: null,
    });
  });
});
