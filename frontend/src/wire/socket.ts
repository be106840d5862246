/** The line to the server: a WebSocket, and where a network blocks it a long poll with the same frames. */
import { ApiError } from './api';
import { poll } from './calls';
import type { Down, StreamName, Up } from './shapes';
import {
  backOff,
  CLOSED,
  HELLO_MS,
  PING_MS,
  PONG_MS,
  POLL_S,
  RETRY_SOCKET_MS,
  SOON_MS,
  spread,
} from './timing';

export type LineState = 'connecting' | 'live' | 'slower' | 'offline';

export type LineEnds = {
  onframes: (frames: Down[]) => void;
  onstate: (state: LineState) => void;
  /** The session ended: nothing is tried again. */
  onsignedout: () => void;
  /** What to ask a poll for: each stream with the last rev known, or null. */
  watched: () => Record<StreamName, number | null>;
};

export class Line {
  #socket: WebSocket | null = null;
  #state: LineState = 'connecting';
  #hasHello = false;
  #attempts = 0; // since the line last stood
  #polling: AbortController | null = null;
  #helloTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #pingTimer: ReturnType<typeof setInterval> | undefined;
  #pongTimer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(readonly ends: LineEnds) {}

  get state(): LineState {
    return this.#state;
  }

  /** Connect now, whatever was planned for later: at the start, and when the network or the window comes back. */
  open(): void {
    if (this.#isOver || this.#socket) return;
    clearTimeout(this.#retryTimer);
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/live/`);
    this.#socket = socket;
    this.#hasHello = false;
    this.#helloTimer = setTimeout(() => this.#lost(socket, CLOSED.silent), HELLO_MS);
    socket.onmessage = (event) => this.#receive(socket, String(event.data));
    socket.onclose = (event) => this.#lost(socket, event.code);
  }

  /** Send by socket. False while there is none: the caller then asks by HTTP, or waits. */
  send(frame: Up): boolean {
    if (this.#state === 'live' && this.#socket) {
      this.#socket.send(JSON.stringify(frame));
      return true;
    }
    if (frame.do === 'watch' && this.#polling) this.#poll(); // ask anew, with what is watched now
    return false;
  }

  /** The network went away: say so without waiting for a timer. */
  lostNetwork(): void {
    this.#drop();
    this.#become('offline');
  }

  /** Hang up for good. */
  end(): void {
    this.#isOver = true;
    clearTimeout(this.#retryTimer);
    this.#drop();
  }

  #receive(socket: WebSocket, text: string): void {
    if (socket !== this.#socket) return;
    const frames = JSON.parse(text) as Down[];
    if (!this.#hasHello && frames.some((frame) => frame.kind === 'hello')) this.#stand();
    clearTimeout(this.#pongTimer);
    this.#pongTimer = undefined;
    this.ends.onframes(frames);
  }

  /** Hello has come: the socket carries everything from here. */
  #stand(): void {
    this.#hasHello = true;
    this.#attempts = 0;
    clearTimeout(this.#helloTimer);
    this.#polling?.abort();
    this.#polling = null;
    clearInterval(this.#pingTimer);
    this.#pingTimer = setInterval(() => this.#ping(), PING_MS);
    this.#become('live');
  }

  /** A line that carries nothing back is dead, though nobody has closed it. */
  #ping(): void {
    const socket = this.#socket;
    if (!socket || !this.send({ do: 'ping' })) return;
    this.#pongTimer ??= setTimeout(() => this.#lost(socket, CLOSED.silent), PONG_MS);
  }

  #lost(socket: WebSocket, code: number): void {
    if (socket !== this.#socket) return;
    const stood = this.#hasHello;
    this.#drop(false);
    if (this.#isOver) return;
    if (code === CLOSED.signedOut) {
      this.#isOver = true;
      this.#polling?.abort();
      this.ends.onsignedout();
      return;
    }
    if (stood) {
      // It worked a moment ago, so it is not blocked: try again, spread over time so that a thousand tabs do not knock at once.
      this.#become('connecting');
      this.#retryIn(code === CLOSED.leaving ? spread(0, 3_000) : backOff(this.#attempts++));
      return;
    }
    this.#attempts += 1;
    if (this.#polling) this.#retryIn(spread(RETRY_SOCKET_MS));
    else this.#poll(code === CLOSED.silent ? RETRY_SOCKET_MS : SOON_MS);
  }

  /** Poll until the socket stands; try that again after `retryMs`. The state says "slower" once a poll has answered. */
  #poll(retryMs?: number): void {
    this.#polling?.abort();
    const turn = new AbortController();
    this.#polling = turn;
    if (retryMs !== undefined) this.#retryIn(spread(retryMs));
    void this.#pollOn(turn);
  }

  async #pollOn(turn: AbortController): Promise<void> {
    let isFirst = this.#state !== 'slower';
    while (!turn.signal.aborted) {
      try {
        const asked = { streams: this.ends.watched(), wait: isFirst ? 0 : POLL_S, hello: isFirst };
        const frames = await poll(asked, turn.signal);
        if (turn.signal.aborted) return;
        isFirst = false;
        this.#become('slower');
        this.ends.onframes(frames);
      } catch (error) {
        if (turn.signal.aborted) return;
        this.#pollFailed(error);
        return;
      }
    }
  }

  #pollFailed(error: unknown): void {
    this.#polling = null;
    if (error instanceof ApiError && error.status === 401) {
      this.end();
      this.ends.onsignedout();
      return;
    }
    this.#become(navigator.onLine ? 'connecting' : 'offline');
    this.#retryIn(backOff(this.#attempts));
  }

  #retryIn(ms: number): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.open(), ms);
  }

  #drop(andPoll = true): void {
    clearTimeout(this.#helloTimer);
    clearInterval(this.#pingTimer);
    clearTimeout(this.#pongTimer);
    this.#pongTimer = undefined;
    const socket = this.#socket;
    this.#socket = null;
    if (socket && socket.readyState <= 1) socket.close();
    if (!andPoll) return;
    this.#polling?.abort();
    this.#polling = null;
  }

  #become(state: LineState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.ends.onstate(state);
  }
}
