import { beforeAll, describe, expect, it } from 'vitest';

import type { AttributionChoice } from '../../wire/bridges';
import { words } from '../../words/words.svelte';
import { choiceNote, crowdWords, shownName, stepsOf } from './words';

const badge = {
  seat: 1,
  name: 'Inês Vale',
  organisation: 'Harbour Lantern',
  constituency: 'civil_society',
  role: 'member',
};
const choice = (over: Partial<AttributionChoice>): AttributionChoice => ({
  attribution: 'constituency',
  shown_as: badge,
  crowd: 14,
  least: 5,
  groups: 3,
  least_groups: 1,
  allowed: true,
  sealable: false,
  ...over,
});

describe('speaking as', () => {
  beforeAll(() => words.speak('en'));

  it('says whom readers see', () => {
    expect(shownName(badge, 'name')).toBe('Inês Vale, Harbour Lantern');
    expect(shownName(badge, 'organisation')).toBe('Harbour Lantern');
    expect(shownName(badge, 'constituency')).toBe('Civil society');
    expect(shownName(badge, 'unattributed')).toBe('A participant');
  });

  it('says how many could have written it', () => {
    expect(crowdWords(1)).toBe('you alone');
    expect(crowdWords(14)).toBe('one of 14 people');
  });

  it('says why a choice is off', () => {
    expect(choiceNote(choice({}))).toBe('Readers see: Civil society.');
    expect(choiceNote(choice({ attribution: 'organisation', crowd: 2, least: 3, allowed: false }))).toBe(
      'Needs at least 3 possible authors; 2 here.',
    );
    expect(
      choiceNote(choice({ attribution: 'unattributed', groups: 2, least_groups: 3, allowed: false })),
    ).toBe('Needs people of at least three groups in this thread.');
    expect(choiceNote(choice({ allowed: false }))).toBe('The charter of this thread does not allow it.');
  });

  it('knows the steps of a post', () => {
    expect(stepsOf({ state: 'held' })).toEqual(['done', 'now', 'next']);
    expect(stepsOf({ state: 'returned' })).toEqual(['now', 'next', 'next']);
  });
});
