import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { SessionClock } from './clock.svelte';

const HOURS = { expires_in_seconds: 40_000, idle_in_seconds: 1_800 };
const NEAR = { expires_in_seconds: 40_000, idle_in_seconds: 60 };

describe('the clock of a session', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('asks again a minute before the end, and then counts down', async () => {
    const answers = [HOURS, NEAR];
    const ask = vi.fn(() => Promise.resolve(answers.shift() ?? NEAR));
    const clock = new SessionClock(ask, () => Promise.resolve(HOURS));
    await clock.check();
    expect([clock.left, ask.mock.calls.length]).toEqual([null, 1]);
    await vi.advanceTimersByTimeAsync(1_740_000);
    expect([clock.left, ask.mock.calls.length]).toEqual([60, 2]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(clock.left).toBe(50);
    await clock.keep();
    expect(clock.left).toBeNull();
    clock.stop();
  });

  it('does not ask a person who has just done something', async () => {
    const renew = vi.fn(() => Promise.resolve(HOURS));
    const clock = new SessionClock(() => Promise.resolve(NEAR), renew);
    clock.acted(Date.now());
    await clock.check();
    expect([clock.left, renew.mock.calls.length]).toEqual([null, 1]);
    clock.stop();
  });

  it('says that nothing helps when the session is at its very end', async () => {
    const clock = new SessionClock(
      () => Promise.resolve({ expires_in_seconds: 30, idle_in_seconds: 1_800 }),
      () => Promise.reject(new Error('not asked')),
    );
    clock.acted(Date.now());
    await clock.check();
    expect([clock.left, clock.isFinal]).toEqual([30, true]);
    clock.stop();
  });
});
