import { describe, expect, it } from 'vitest';

import type { Pending } from '../../state/outbox.svelte';
import { LOOM, message, topic, YARN } from '../../testing/shapes';
import { type Facts, orderOf, sectionsOf } from './rows';
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
