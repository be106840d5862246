import { describe, expect, it } from 'vitest';

import type { Pending } from '../../state/outbox.svelte';
import { LOOM, message, topic, YARN } from '../../testing/shapes';
import { endOf, type Facts, orderOf, sectionsOf } from './rows';
import { sends } from './sending';

const facts = (changes: Partial<Facts>): Facts => ({
  topics: [topic()],
  messages: [],
  pending: [],
  order: [],
  newAfter: () => null,
  isComplete: () => true,
  ...changes,
});
const pending = (client_id: string): Pending => ({
  client_id,
  space: LOOM,
  topic: YARN,
  body: 'Hello',
  at: '2026-11-23T10:00:00Z',
  fate: 'sending',
  why: '',
});
const shown = (some: Facts) =>
  sectionsOf(some).map((one) => [one.topic.place, one.rows.map((row) => row.key)]);

describe('sectionsOf', () => {
  it('leaves out topics with nothing to show', () => {
    expect(shown(facts({ topics: [topic(), topic({ place: 9 })], messages: [message(6)] }))).toEqual([
      [YARN, ['c6']],
    ]);
  });

  it('keeps the order of the opened screen, and puts new topics last', () => {
    const topics = [topic({ place: 9, last_place: 10 }), topic({ last_place: 11 })];
    const messages = [message(6), message(10, { topic: 9 }), message(21, { topic: 20 })];
    const order = orderOf(topics);
    expect(order).toEqual([9, YARN]);
    expect(
      shown(facts({ topics: [...topics, topic({ place: 20 })], messages, order })).map(([place]) => place),
    ).toEqual([9, YARN, 20]);
  });

  it('draws the line before the first new message only', () => {
    const messages = [message(6), message(7), message(8)];
    expect(shown(facts({ messages, newAfter: () => 6 }))).toEqual([[YARN, ['c6', 'new', 'c7', 'c8']]]);
  });

  it('shows a pending post below, and once: as itself, or as the message that it became', () => {
    expect(shown(facts({ messages: [message(6)], pending: [pending('c7')] }))).toEqual([
      [YARN, ['c6', 'c7']],
    ]);
    expect(shown(facts({ messages: [message(6), message(7)], pending: [pending('c7')] }))).toEqual([
      [YARN, ['c6', 'c7']],
    ]);
  });

  it('parts days where days are asked for', () => {
    const messages = [message(6), message(7, { posted_at: '2026-11-24T08:00:00Z' })];
    expect(shown(facts({ messages, dayOf: (at) => at.slice(0, 10) }))).toEqual([
      [YARN, ['day-2026-11-23', 'c6', 'day-2026-11-24', 'c7']],
    ]);
  });
});

describe('sends', () => {
  const press = (changes: Partial<KeyboardEvent>) => ({
    key: 'Enter',
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    isComposing: false,
    ...changes,
  });

  it('takes Enter, and leaves Shift+Enter for a new line', () => {
    expect(sends(press({}), true)).toBe(true);
    expect(sends(press({ shiftKey: true }), true)).toBe(false);
  });

  it('takes Ctrl+Enter for those who turned it round', () => {
    expect(sends(press({}), false)).toBe(false);
    expect(sends(press({ ctrlKey: true }), false)).toBe(true);
  });

  it('never takes the Enter that ends a composed word', () => {
    expect(sends(press({ isComposing: true }), true)).toBe(false);
  });
});

describe('endOf', () => {
  const topics = [topic({ place: 9 }), topic({ place: 20 })];
  const messages = [1, 2, 3, 4, 5, 6].map((n) => message(20 + n, { topic: n < 4 ? 9 : 20 }));
  const keys = (count: number, newAfter: Facts['newAfter'] = () => null) =>
    endOf(sectionsOf(facts({ topics, messages, newAfter })), count).map((one) => [
      one.topic.place,
      one.rows.map((row) => row.key),
    ]);

  it('keeps the last rows, and leaves out sections that have none of them', () => {
    expect(keys(2)).toEqual([[20, ['c25', 'c26']]]);
    expect(keys(4)).toEqual([
      [9, ['c23']],
      [20, ['c24', 'c25', 'c26']],
    ]);
  });

  it('keeps all that is new, and as many before it', () => {
    expect(keys(1, (place) => (place === 9 ? 22 : null))).toEqual([
      [9, ['c22', 'new', 'c23']],
      [20, ['c24', 'c25', 'c26']],
    ]);
  });

  it('is everything where that is little', () => {
    const sections = sectionsOf(facts({ topics, messages }));
    expect(endOf(sections, 6)).toBe(sections);
  });
});
