/** The line to the server: a WebSocket, and where a network blocks it a long poll with the same frames. */
import { csrfToken } from './api';
import { Polling } from './polling';
import type { Down, StreamName, Up } from './shapes';
import { backOff, CLOSED, HELLO_MS, PING_MS, PONG_MS, RETRY_SOCKET_MS, SOON_MS, spread } from './timing';

export type LineState = 'connecting' | 'live' | 'slower' | 'offline';

export type LineEnds = {
  onframes: (frames: Down[]) => void;
  onstate: (state: LineState) => void;
  /** The session ended: nothing is tried again. */
  onsignedout: () => void;
  /** What to ask a poll for: each stream with the last rev known, or null. */
  watched: () => Record<StreamName, number | null>;
  /** Who is signed in on this page. */
  person: () => number;
};

export class Line {
  #socket: WebSocket | null = null;
  #state: LineState = 'connecting';
  #hasHello = false;
  #attempts = 0; // since the line last stood
  #polling: Polling | null = null;
  #helloTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #pingTimer: ReturnType<typeof setInterval> | undefined;
  #pongTimer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;
  #token: string | null = null; // of the session that this page belongs to

  constructor(readonly ends: LineEnds) {}

  get state(): LineState {
    return this.#state;
  }

  /** Connect now, whatever was planned for later: at the start, and when the network or the window comes back. */
  open(): void {
    if (this.#isOver || this.#socket) return;
    this.#token ??= csrfToken();
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
    if (frame.do === 'watch') this.#polling?.ask(Object.keys(frame.streams));
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
    this.#stopPolling();
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
      this.end();
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
  #poll(retryMs: number): void {
    this.#retryIn(spread(retryMs));
    this.#polling = new Polling({
      onframes: (frames) => {
        this.#become('slower');
        this.ends.onframes(frames);
      },
      onsignedout: () => {
        this.end();
        this.ends.onsignedout();
      },
      onfailed: () => {
        this.#polling = null;
        this.#become(navigator.onLine ? 'connecting' : 'offline');
        this.#retryIn(backOff(this.#attempts));
      },
      watched: this.ends.watched,
      person: this.ends.person,
      token: this.#token ?? '',
    });
  }

  #stopPolling(): void {
    this.#polling?.stop();
    this.#polling = null;
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
    if (andPoll) this.#stopPolling();
  }

  #become(state: LineState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.ends.onstate(state);
  }
}
