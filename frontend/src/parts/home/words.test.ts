import { beforeAll, describe, expect, it } from 'vitest';

import type { Notice, Waiting } from '../../wire/shapes';
import { words } from '../../words/words.svelte';
import { cardOf, newsOf, placeOf, titleOf } from './words';

const waiting = (over: Partial<Waiting>) =>
  ({ space: 7, place: 31, group: 3, title: 'A title', count: 1, ...over }) as Waiting;
const notice = (over: Partial<Notice>) => ({ space: 7, about: 12, facts: {}, ...over }) as Notice;

describe('what waits', () => {
  beforeAll(() => words.speak('en'));

  it('leads to where it is done', () => {
    expect(placeOf(waiting({ verb: 'vote' }))).toBe('/s/7/p/31');
    expect(placeOf(waiting({ verb: 'review' }))).toBe('/s/7/d/31');
    expect(placeOf(waiting({ verb: 'mention' }))).toBe('/s/7/m/31');
    expect(placeOf(waiting({ verb: 'returned' }))).toBe('/s/7');
    expect(placeOf(waiting({ verb: 'crossing' }))).toBe('/g/3/desk');
  });

  it('names no subject of a report', () => {
    expect(titleOf(waiting({ verb: 'report', count: 2, title: '' }))).toBe('2 flagged messages');
  });
});

describe('news', () => {
  it('leads to what it is about', () => {
    expect(newsOf(notice({ what: 'document_approved' })).href).toBe('/s/7/d/12');
    expect(newsOf(notice({ what: 'crossing_returned', space: null, facts: { bridge: 9 } })).href).toBe(
      '/s/9',
    );
    expect(newsOf(notice({ what: 'report_decided' })).href).toBe('/s/7/m/12');
    expect(newsOf(notice({ what: 'of a newer server' })).text).toBe('News for you');
  });

  it('names the document or poll that it is about', () => {
    expect(cardOf(notice({ what: 'document_approved' }))).toEqual({ space: 7, place: 12 });
    expect(cardOf(notice({ what: 'vote_due' }))).toEqual({ space: 7, place: 12 });
    expect(cardOf(notice({ what: 'report_decided' }))).toBeNull();
    expect(cardOf(notice({ what: 'document_approved', about: null }))).toBeNull();
  });
});
