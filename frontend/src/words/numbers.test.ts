import { beforeAll, describe, expect, it } from 'vitest';

import { fileSize, list, percent, until } from './numbers';
import { words } from './words.svelte';

const NOW = Date.parse('2026-11-24T10:00:00Z');

describe('numbers', () => {
  beforeAll(() => words.speak('en'));

  it('writes shares with at most one digit', () => {
    expect(percent(37, 53)).toBe('69.8%');
    expect(percent(0, 0)).toBe('0%');
  });

  it('writes how long is left in two units', () => {
    expect(until('2026-11-25T13:30:00Z', NOW)).toBe('1 day 3 hr');
    expect(until('2026-11-24T12:05:00Z', NOW)).toBe('2 hr 5 min');
    expect(until('2026-11-24T10:00:20Z', NOW)).toBe('1 min');
    expect(until('2026-11-24T09:59:59Z', NOW)).toBe('');
  });

  it('writes sizes and lists', () => {
    expect(fileSize(999)).toBe('999 bytes');
    expect(fileSize(4_200_000)).toBe('4.2 MB');
    expect(list(['A', 'B', 'C'])).toBe('A, B, and C');
  });
});
