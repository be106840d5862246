import { describe, expect, it } from 'vitest';

import { LOOM, message, topic, YARN } from '../testing/shapes';
import { Timeline, WINDOW } from './timeline.svelte';

const places = (timeline: Timeline) => timeline.messages.map((one) => one.place);

describe('Timeline', () => {
  it('orders messages by place, whenever they come', () => {
    const timeline = new Timeline(LOOM);
    for (const place of [9, 6, 8]) timeline.apply(message(place));
    expect(places(timeline)).toEqual([6, 8, 9]);
  });

  it('keeps the later of two states, whichever comes first', () => {
    const timeline = new Timeline(LOOM);
    timeline.apply(message(6, { rev: 11, body: 'Edited' }));
    timeline.apply(message(6, { rev: 6, body: 'First' }));
    expect(timeline.message(6)?.body).toBe('Edited');
  });

  it('says whether a message is new here', () => {
    const timeline = new Timeline(LOOM);
    expect(timeline.apply(message(6))).toBe(true);
    expect(timeline.apply(message(6, { rev: 7 }))).toBe(false);
  });

  it('forgets everything on reset', () => {
    const timeline = new Timeline(LOOM);
    timeline.apply(message(6));
    timeline.reset([topic(), message(30)], true);
    expect(places(timeline)).toEqual([30]);
    expect(timeline.topics.map((one) => one.place)).toEqual([YARN]);
    expect(timeline.hasEarlier).toBe(true);
    expect(timeline.isLoaded).toBe(true);
  });

  it('leaves nothing behind when the right to read is lost', () => {
    const timeline = new Timeline(LOOM);
    timeline.reset([topic(), message(6)], false);
    timeline.clear();
    expect(places(timeline)).toEqual([]);
    expect(timeline.topics).toEqual([]);
    expect(timeline.isLoaded).toBe(false);
  });

  it('adds older pages in front, and knows when a topic is complete', () => {
    const timeline = new Timeline(LOOM);
    timeline.reset([topic(), message(30)], true);
    expect(timeline.isComplete(YARN)).toBe(false);
    timeline.addPage({ items: [message(28), message(29)] }, false, YARN);
    expect(places(timeline)).toEqual([28, 29, 30]);
    expect(timeline.isComplete(YARN)).toBe(true);
    expect(timeline.hasEarlier).toBe(true);
  });

  it('counts what comes beyond an old page, and does not mix it in', () => {
    const timeline = new Timeline(LOOM);
    timeline.detach({ items: [message(10), message(11)] }, false);
    timeline.apply(message(50));
    timeline.apply(message(11, { rev: 51, body: 'Edited' }));
    expect(places(timeline)).toEqual([10, 11]);
    expect(timeline.newBeyondEdge).toBe(1);
    expect(timeline.message(11)?.body).toBe('Edited');
  });

  const flood = (timeline: Timeline, from: number, to: number) => {
    for (let place = from; place <= to; place += 1) timeline.take([message(place)]);
  };

  it(`keeps the newest ${WINDOW} messages, however many come and whether or not it is on screen`, () => {
    const timeline = new Timeline(LOOM);
    timeline.reset([topic()], false);
    flood(timeline, 1, 3_000);
    expect(places(timeline)).toEqual(Array.from({ length: WINDOW }, (_, n) => 3_000 - WINDOW + 1 + n));
    expect(timeline.message(1)).toBeUndefined();
    expect(timeline.hasEarlier).toBe(true);
    expect(timeline.isDetached).toBe(false);
  });

  it('keeps what is being read further up, and counts what it does not take in', () => {
    const timeline = new Timeline(LOOM);
    timeline.isFollowed = false;
    flood(timeline, 1, WINDOW + 500);
    expect(places(timeline)).toEqual(Array.from({ length: WINDOW }, (_, n) => 1 + n));
    expect(timeline.newBeyondEdge).toBe(500);
    expect(timeline.isDetached).toBe(true);
  });

  it('makes room for older pages by letting go of the newest', () => {
    const timeline = new Timeline(LOOM);
    flood(timeline, 1_001, 1_000 + WINDOW);
    timeline.addPage({ items: [message(998), message(999), message(1_000)] }, true);
    expect(timeline.messages[0]?.place).toBe(998);
    expect(timeline.messages).toHaveLength(WINDOW);
    expect(timeline.messages.at(-1)?.place).toBe(997 + WINDOW);
    expect(timeline.isDetached).toBe(true);
  });

  it('shows what its own side keeps back as a line without words, and again when it is released', () => {
    const timeline = new Timeline(LOOM);
    timeline.reset([topic(), message(11, { rev: 12, body: 'Words' })], false);
    const gone = { rev: 12, body: '', html: '', gone: 'held' as const };
    timeline.reshow([message(11, gone), topic({ title: '…' }), message(9, gone)]);
    expect(timeline.message(11)).toMatchObject({ body: '', gone: 'held' });
    expect(timeline.topic(YARN)?.title).toBe('…');
    expect(timeline.message(9)).toBeUndefined(); // it was not here
    timeline.apply(message(11, { rev: 12, body: 'Words' })); // a frame that was on its way
    expect(timeline.message(11)?.body).toBe('');
    timeline.reshow([message(11, { rev: 11, body: 'Older' })]);
    expect(timeline.message(11)?.body).toBe('');
    timeline.reshow([message(11, { rev: 12, body: 'Words' })]);
    expect(timeline.message(11)?.body).toBe('Words');
  });
});
