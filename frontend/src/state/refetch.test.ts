import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Refetch } from './refetch';

describe('asking again', () => {
  const load = vi.fn<() => void>();
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    load.mockClear();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('is at once for what comes on screen', () => {
    const refetch = new Refetch<string>();
    refetch.ask('a poll', 2000, load);
    refetch.ask('another', 2000, load);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('waits the longer, the more people a push has told, and asks once for several pushes', () => {
    const refetch = new Refetch<string>();
    refetch.show('a poll');
    for (let pushes = 0; pushes < 3; pushes += 1) refetch.ask('a poll', 2000, load);
    vi.advanceTimersByTime(39_999);
    expect(load).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(load).toHaveBeenCalledTimes(1);
    refetch.ask('a poll', 18, load);
    vi.advanceTimersByTime(360);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('is given up when something else comes on screen, or the screen goes', () => {
    const refetch = new Refetch<string>();
    refetch.show('a poll');
    refetch.ask('a poll', 18, load);
    refetch.show('another');
    refetch.ask('another', 18, load);
    refetch.stop();
    vi.runAllTimers();
    expect(load).not.toHaveBeenCalled();
  });
});
