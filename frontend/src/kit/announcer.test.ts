import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const SECOND = 1_000;

let announcer: (typeof import('./announcer.svelte'))['announcer'];
let spoken: (typeof import('../words/words.svelte'))['words'];

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules(); // each test has an announcer that has said nothing
  ({ announcer } = await import('./announcer.svelte'));
  ({ words: spoken } = await import('../words/words.svelte'));
  await spoken.speak('en');
});
afterEach(() => void vi.useRealTimers());

const come = (count: number) => {
  for (let n = 1; n <= count; n += 1) announcer.arrived(() => `Message ${n}.`);
};

describe('what came', () => {
  it('is read out while it is little', () => {
    come(3);
    vi.advanceTimersByTime(100);
    expect(announcer.status).toBe('Message 1. Message 2. Message 3.');
  });

  it('is counted where it is much, once in three seconds, and nothing is left out', () => {
    const said = [''];
    for (let n = 0; n < 300; n += 1) {
      come(1); // fifty a second, for six seconds
      vi.advanceTimersByTime(20);
      if (said.at(-1) !== announcer.status) said.push(announcer.status);
    }
    vi.advanceTimersByTime(3 * SECOND);
    said.push(announcer.status);
    const counts = said.slice(1).map((sentence) => parseInt(sentence));
    expect(said[1]).toBe('5 new messages');
    expect(counts).toHaveLength(3);
    expect(counts.reduce((sum, n) => sum + n)).toBe(300);
  });

  it('does not keep another sentence waiting', () => {
    come(20);
    vi.advanceTimersByTime(100);
    come(20);
    announcer.say('Copied.');
    vi.advanceTimersByTime(100);
    expect(announcer.status).toBe('Copied.');
    vi.advanceTimersByTime(3 * SECOND);
    expect(announcer.status).toBe('20 new messages');
  });

  it('waits for who types', () => {
    announcer.hold();
    come(12);
    vi.advanceTimersByTime(2 * SECOND);
    expect(announcer.status).toBe('');
    vi.advanceTimersByTime(SECOND);
    expect(announcer.status).toBe('12 new messages');
  });

  it.each([
    ['en', '12 new messages'],
    ['ar', 'رسالة جديدة'],
    ['es', '12 mensajes nuevos'],
    ['fr', '12 nouveaux messages'],
    ['pt', '12 mensagens novas'],
    ['ru', '12 новых сообщений'],
    ['zh', '12 条新消息'],
  ])('is counted in %s', async (language, sentence) => {
    await spoken.speak(language);
    come(12);
    vi.advanceTimersByTime(100);
    expect(announcer.status).toContain(sentence);
  });
});
