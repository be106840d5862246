import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { start } from '../testing/shapes';
import { fakeLine, FakeSocket, json } from '../testing/socket';
import type { Down } from './shapes';
import { Line, type LineState } from './socket';

const HELLO: Down = { kind: 'hello', me: start().me };
const never = () => new Promise<Response>(() => undefined);

describe('Line', () => {
  let states: LineState[];
  let frames: string[];
  let signedOut: number;
  let line: Line;
  let answer: () => Promise<Response> | Response;
  let asked: string[];

  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0);
    states = [];
    frames = [];
    signedOut = 0;
    answer = never;
    ({ asked } = fakeLine(() => answer()));
    line = new Line({
      onframes: (some) => frames.push(...some.map((frame) => frame.kind)),
      onstate: (state) => states.push(state),
      onsignedout: () => (signedOut += 1),
      watched: () => ({ me: 3 }),
      person: () => 9,
    });
    line.open();
  });
  afterEach(() => {
    line.end();
    vi.useRealTimers();
  });

  it('is live from hello on, and only then sends by socket', () => {
    expect(line.send({ do: 'ping' })).toBe(false);
    FakeSocket.last.says(HELLO);
    expect(line.send({ do: 'ping' })).toBe(true);
    expect(states).toEqual(['live']);
    expect(frames).toEqual(['hello']);
    expect(FakeSocket.last.url).toBe('ws://localhost:3000/live/');
  });

  it('polls when no hello comes within four seconds', async () => {
    let rounds = 0;
    answer = () => (rounds++ ? never() : json([HELLO, { kind: 'pong' }]));
    await vi.advanceTimersByTimeAsync(3_999);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toEqual(['POST /api/live/poll', 'POST /api/live/poll']);
    expect(states).toEqual(['slower']);
    expect(frames).toEqual(['hello', 'pong']);
  });

  it('tries the socket again each minute while it polls, and comes back to it by itself', async () => {
    let rounds = 0;
    answer = () => (rounds++ ? never() : json([HELLO]));
    await vi.advanceTimersByTimeAsync(4_000);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(FakeSocket.opened).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.opened).toHaveLength(2);
    FakeSocket.last.says(HELLO);
    expect(states).toEqual(['slower', 'live']);
  });

  it('asks the poll anew when more is watched', async () => {
    let rounds = 0;
    answer = () => (rounds++ ? never() : json([HELLO]));
    await vi.advanceTimersByTimeAsync(4_000);
    const before = asked.length;
    expect(line.send({ do: 'watch', streams: { me: 3 } })).toBe(false);
    expect(asked).toHaveLength(before + 1);
  });

  it('reconnects with growing pauses after a line that stood', async () => {
    FakeSocket.last.says(HELLO);
    FakeSocket.last.drops(1006);
    expect(states).toEqual(['live', 'connecting']);
    await vi.advanceTimersByTimeAsync(249);
    expect(FakeSocket.opened).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.opened).toHaveLength(2);
    expect(asked).toEqual([]);
  });

  it('neither polls nor tries again once the session has ended', async () => {
    FakeSocket.last.says(HELLO);
    FakeSocket.last.drops(4001);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(signedOut).toBe(1);
    expect(FakeSocket.opened).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  it('learns from a poll that the session has ended', async () => {
    answer = () => json({ code: 'signed_out', message: '', facts: {} }, 401);
    FakeSocket.last.drops(1006);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(signedOut).toBe(1);
    expect(asked).toHaveLength(1);
  });

  it('takes a line that carries nothing back for dead', async () => {
    FakeSocket.last.says(HELLO);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(FakeSocket.last.sent).toEqual([{ do: 'ping' }]);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(states).toEqual(['live']);
    await vi.advanceTimersByTimeAsync(1);
    expect(states).toEqual(['live', 'connecting']);
  });

  it('says offline at once when the network goes, and connects when it is back', () => {
    FakeSocket.last.says(HELLO);
    line.lostNetwork();
    expect(states).toEqual(['live', 'offline']);
    line.open();
    FakeSocket.last.says(HELLO);
    expect(states).toEqual(['live', 'offline', 'live']);
  });

  it('goes on trying with growing pauses when neither way answers', async () => {
    answer = () => Promise.reject(new TypeError('Failed to fetch'));
    const began = FakeSocket.last.openedAt;
    FakeSocket.last.drops(1006);
    await vi.advanceTimersByTimeAsync(60_000);
    // From the second on, each attempt first waits its four seconds for a hello.
    expect(FakeSocket.opened.map((socket) => socket.openedAt - began)).toEqual([
      0, 500, 5_500, 11_500, 19_500, 31_500, 50_500,
    ]);
  });
});
