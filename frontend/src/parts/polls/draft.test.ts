import { describe, expect, it } from 'vitest';

import { blankRule } from './compose/rule';
import { beginFrom, NAMES } from './compose/templates';
import { blank, faults, requestOf, turnTo } from './draft';

const lines = (...texts: string[]) => texts.map((text) => ({ text, note: '' }));
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
    const draft = { ...blank('amber', NOW), question: 'Which?', options: lines('One', ' One ') };
    expect(faults(draft, NOW)).toEqual(['options']);
    expect(faults({ ...draft, options: lines('One', 'Two', '') }, NOW)).toEqual([]);
  });

  it('becomes a request with times in UTC and no empty option', () => {
    const draft = {
      ...blank('green', NOW),
      question: ' Which? ',
      options: lines('One', '', 'Two'),
      quorum: 9,
    };
    expect(
      requestOf({ ...draft, rule: blankRule({ share: 'two_thirds' }), says: ' As said. ' }, 31, 'c1'),
    ).toEqual({
      client_id: 'c1',
      poll_kind: 'choose',
      unit: 'organisation',
      question: 'Which?',
      options: [
        { text: 'One', note: '' },
        { text: 'Two', note: '' },
      ],
      min_choices: 1,
      max_choices: 1,
      max_points: 5,
      budget: 8,
      reasons: 'optional',
      secrecy: 'named',
      quorum: 9,
      rule: { threshold: { of: 'cast', at_least: [2, 3], more_than: false, with_abstentions: false } },
      opens_at: null,
      closes_at: '2026-11-27T11:00:00Z',
      label: 'green',
      capabilities: [],
      topic: 31,
      body: 'As said.',
      draft: null,
    });
  });

  it('brings no options of its own where the kind has its answers', () => {
    const draft = { ...blank('amber', NOW), question: 'Adopt it?', options: lines('One', 'Two') };
    turnTo(draft, 'proposal');
    expect(faults(draft, NOW)).toEqual([]);
    expect(requestOf(draft, null, 'c1')).toMatchObject({
      poll_kind: 'proposal',
      options: [],
      reasons: 'objections',
    });
  });

  it('names slots by their beginning and their end', () => {
    const draft = { ...blank('amber', NOW), question: 'When?' };
    turnTo(draft, 'dates');
    expect(faults({ ...draft, slots: [{ starts: '', minutes: 60 }] }, NOW)).toEqual(['slots']);
    const slot = { starts: '2026-12-01T13:00', minutes: 90 };
    expect(faults({ ...draft, slots: [slot, { ...slot }] }, NOW)).toEqual(['slots']);
    const [first] =
      requestOf({ ...draft, slots: [slot, { starts: '2026-12-02T13:00', minutes: 90 }] }, null, 'c1')
        .options ?? [];
    expect(first).toEqual({
      text: '',
      note: '',
      starts_at: '2026-12-01T13:00:00Z',
      ends_at: '2026-12-01T14:30:00.000Z',
    });
  });

  it('asks for no more ranks than there are options', () => {
    const draft = { ...blank('amber', NOW), question: 'Which?', options: lines('One', 'Two'), ranks: 3 };
    turnTo(draft, 'ranked');
    expect(faults(draft, NOW)).toEqual(['ranks']);
    expect(requestOf({ ...draft, ranks: 2 }, null, 'c1').min_choices).toBe(2);
  });

  it('measures its numbers by who could vote', () => {
    const draft = { ...blank('amber', NOW), question: 'Which?', options: lines('One', 'Two'), quorum: 9 };
    const rule = blankRule({ constituencies: 4 });
    expect(faults({ ...draft, rule }, NOW)).toEqual([]);
    const crowd = { eligible: 8, constituencies: 3 };
    expect(faults({ ...draft, rule }, NOW, crowd)).toEqual(['quorum', 'constituencies']);
    expect(faults({ ...draft, rule, secrecy: 'secret' }, NOW, crowd)).toEqual(['quorum']);
    turnTo(draft, 'ranked');
    expect(faults({ ...draft, rule: blankRule({ method: 'stv', seats: 2 }) }, NOW)).toEqual(['seats']);
  });

  it('asks for a range of choices that fits the options', () => {
    const draft = { ...blank('amber', NOW), question: 'Which?', options: lines('One', 'Two', 'Three') };
    const several = { ...draft, several: true, least: 2, most: 3 };
    expect(faults(several, NOW)).toEqual([]);
    expect(requestOf(several, null, 'c1')).toMatchObject({ min_choices: 2, max_choices: 3 });
    expect(faults({ ...several, most: 4 }, NOW)).toEqual(['choices']);
    expect(faults({ ...several, least: null }, NOW)).toEqual(['choices']);
    expect(requestOf({ ...several, several: false }, null, 'c1')).toMatchObject({
      min_choices: 1,
      max_choices: 1,
    });
  });

  it('begins from a template, and keeps what was written', () => {
    const draft = { ...blank('amber', NOW), question: 'Who?', options: lines('One', 'Two', 'Three') };
    beginFrom(draft, 'seats');
    expect(requestOf(draft, null, 'c1')).toMatchObject({
      question: 'Who?',
      poll_kind: 'ranked',
      unit: 'person',
      secrecy: 'secret',
      rule: { method: 'stv', seats: 2, ties: 'lot' },
    });
    beginFrom(draft, 'double');
    expect(requestOf(draft, null, 'c1')).toMatchObject({
      question: 'Who?',
      secrecy: 'named',
      rule: { constituencies: 2, constituency_quorum: [1, 2], threshold: { more_than: true } },
    });
  });

  it.each(NAMES)('can be opened as the template %s has it', (name) => {
    const draft = { ...blank('amber', NOW), question: 'Who?', options: lines('One', 'Two', 'Three') };
    beginFrom(draft, name);
    expect(faults(draft, NOW)).toEqual([]);
  });
});
