import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Changes } from '../wire/shapes';
import { Streams } from './streams';

const frame = (after: number | null, rev: number): Changes => ({
  kind: 'changes',
  stream: 'space:12',
  after,
  rev,
  items: [],
});

describe('Streams', () => {
  let asked: Record<string, number | null>[];
  let streams: Streams;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    asked = [];
    streams = new Streams((some) => asked.push(some));
    streams.join({ 'space:12': 40 });
  });
  afterEach(() => vi.useRealTimers());

  it('asks for a stream from the rev that is known', () => {
    expect(asked).toEqual([{ 'space:12': 40 }]);
  });

  it('applies what follows on', () => {
    expect(streams.take(frame(40, 42))).toBe('apply');
    expect(streams.rev('space:12')).toBe(42);
  });

  it('drops what came before, or twice', () => {
    expect(streams.take(frame(38, 40))).toBe('drop');
    expect(streams.take(frame(40, 41))).toBe('apply');
    expect(streams.take(frame(40, 41))).toBe('drop');
    expect(streams.rev('space:12')).toBe(41);
  });

  it('applies a catch-up that overlaps with what a push had brought', () => {
    streams.take(frame(40, 41));
    expect(streams.take(frame(40, 43))).toBe('apply');
    expect(streams.rev('space:12')).toBe(43);
  });

  it('asks exactly once, after 250 ms and some chance, when a frame was lost', () => {
    expect(streams.take(frame(41, 42))).toBe('drop');
    expect(streams.take(frame(42, 43))).toBe('drop');
    vi.advanceTimersByTime(374);
    expect(asked).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(asked).toEqual([{ 'space:12': 40 }, { 'space:12': 40 }]);
    vi.advanceTimersByTime(10_000);
    expect(asked).toHaveLength(2);
  });

  it('asks not at all when the frame was only late', () => {
    streams.take(frame(41, 42));
    expect(streams.take(frame(40, 41))).toBe('apply');
    vi.advanceTimersByTime(10_000);
    expect(asked).toHaveLength(1);
  });

  it('replaces everything when the stream opens anew, even with a smaller rev', () => {
    expect(streams.take(frame(null, 7))).toBe('reset');
    expect(streams.rev('space:12')).toBe(7);
  });

  it('drops what belongs to a stream that is not watched', () => {
    streams.forget('space:12');
    expect(streams.take(frame(40, 41))).toBe('drop');
    expect(streams.all()).toEqual({});
  });

  it('asks for all streams at once on reconnecting', () => {
    streams.join({ me: null });
    streams.again();
    expect(asked.at(-1)).toEqual({ 'space:12': 40, me: null });
  });
});
