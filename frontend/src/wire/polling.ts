/** The slower way, where a network blocks sockets: long polls that bring the same frames. */
import { ApiError, csrfToken } from './api';
import { poll } from './calls';
import type { Down, StreamName } from './shapes';
import { type Heads, type Note, Tabs } from './tabs';
import { POLL_S } from './timing';

export type PollingEnds = {
  /** Frames came, of an answer to this tab or of another one's. */
  onframes: (frames: Down[]) => void;
  /** Nothing more is asked: the session has ended, or a request failed. */
  onsignedout: () => void;
  onfailed: () => void;
  /** Each stream watched with the last rev known; null: nothing of it yet. */
  watched: () => Record<StreamName, number | null>;
  /** Who is signed in on this page, and the token of the cookie with which the page came. */
  person: () => number;
  token: string;
};

/**
 * Polls until `stop`. Each tab catches up by itself, from its own numbers, in rounds that do not wait. One round that
 * waits is under way for all tabs of the session: the leader asks for what any of them watches, and all take in
 * its answer. A tab that finds itself behind what the leader asked from catches up once more, so nothing is missed
 * when the lead changes; and what it knows already it drops, so nothing comes twice.
 */
export class Polling {
  #tabs: Tabs | null = null;
  readonly #wanted = new Set<StreamName>();
  #catchUp: AbortController | null = null;
  #waiting: AbortController | null = null;
  /** What the round under way asks from, and what other tabs watch; empty where another tab leads. */
  #asked: Heads = {};
  #others: Heads = {};
  #isOver = false;

  constructor(readonly ends: PollingEnds) {
    void this.#run();
  }

  /** Ask now for what lies behind the last numbers known of these streams. */
  ask(streams: readonly StreamName[]): void {
    for (const stream of streams) this.#wanted.add(stream);
    if (!this.#catchUp) void this.#guarded(() => this.#catchUpNow(false));
  }

  stop(): void {
    this.#isOver = true;
    this.#catchUp?.abort();
    this.#waiting?.abort();
    this.#tabs?.leave();
  }

  #run(): Promise<void> {
    return this.#guarded(async () => {
      for (const stream of Object.keys(this.ends.watched())) this.#wanted.add(stream);
      await this.#catchUpNow(true);
      const name = `collab.poll.${this.ends.person()}.${this.ends.token}`; // the greeting has told who it is
      const tabs = (this.#tabs = new Tabs(name, (note) => this.#hear(note)));
      tabs.post({ what: 'here', heads: this.#own() });
      await tabs.lead(() => this.#lead(tabs));
    });
  }

  /** Rounds that do not wait, until nothing more is wanted. */
  async #catchUpNow(hello: boolean): Promise<void> {
    let isFirst = hello;
    while ((this.#wanted.size || isFirst) && !this.#isOver) {
      const all = this.ends.watched();
      const streams = Object.fromEntries(
        [...this.#wanted].filter((stream) => stream in all).map((stream) => [stream, all[stream] ?? null]),
      );
      this.#wanted.clear();
      this.#catchUp = new AbortController();
      const frames = await this.#round({ streams, wait: 0, hello: isFirst }, this.#catchUp.signal);
      isFirst = false;
      this.ends.onframes(frames);
    }
    this.#catchUp = null;
    const heads = this.#own();
    this.#tabs?.post({ what: 'here', heads });
    if (this.#waiting) this.#learn(heads);
  }

  async #lead(tabs: Tabs): Promise<void> {
    tabs.post({ what: 'who' });
    while (!this.#isOver) {
      const turn = (this.#waiting = new AbortController());
      const asked = (this.#asked = later(this.#others, this.#own()));
      try {
        const frames = await this.#round({ streams: asked, wait: POLL_S, hello: false }, turn.signal);
        this.#others = after(asked, frames);
        const note: Note = { what: 'round', asked, frames };
        tabs.post(note);
        this.#hear(note);
      } catch (error) {
        if (!turn.signal.aborted) throw error;
      }
    }
  }

  /** One request. Fails with ApiError, as signed out also where another session has taken this one's place. */
  async #round(asked: Parameters<typeof poll>[0], signal: AbortSignal): Promise<Down[]> {
    this.#checkSession();
    const frames = await poll(asked, signal);
    signal.throwIfAborted();
    this.#checkSession();
    return frames;
  }

  /** Signing in anew brings a new token: what is asked from then on is answered to somebody else. */
  #checkSession(): void {
    if (csrfToken() !== this.ends.token) throw new ApiError(401, 'signed_out', '');
  }

  #hear(note: Note): void {
    if (this.#isOver) return;
    switch (note.what) {
      case 'who':
        this.#tabs?.post({ what: 'here', heads: this.#own() });
        return;
      case 'here':
        if (this.#waiting) this.#learn(note.heads);
        return;
      case 'round':
        this.#take(note.asked, note.frames);
        return;
      case 'over':
        this.stop();
        this.ends.onsignedout();
        return;
      default:
        note satisfies never;
    }
  }

  /** As the leader: a tab watches these. Ask anew if one is not asked for; tell a tab that is behind. */
  #learn(heads: Heads): void {
    const names = Object.keys(heads);
    this.#others = later(this.#others, heads);
    if (names.some((name) => !(name in this.#asked))) this.#waiting?.abort();
    if (names.some((name) => (heads[name] ?? 0) < (this.#asked[name] ?? 0)))
      this.#tabs?.post({ what: 'round', asked: this.#asked, frames: [] });
  }

  #take(asked: Heads, frames: readonly Down[]): void {
    const before = this.#own();
    const behind = Object.keys(asked).filter((name) => (before[name] ?? Infinity) < (asked[name] ?? 0));
    this.ends.onframes(frames.filter((frame) => frame.kind !== 'caught_up'));
    // Counts hold for who stands where the answer ends; to others the number would hide what they miss.
    const now = this.#own();
    this.ends.onframes(
      frames.filter((frame) => frame.kind === 'caught_up' && now[frame.stream] === frame.rev),
    );
    if (behind.length) this.ask(behind);
  }

  /** What this tab knows: streams that were answered, with their numbers. */
  #own(): Heads {
    const known = Object.entries(this.ends.watched()).filter(([, rev]) => rev !== null);
    return Object.fromEntries(known) as Heads;
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#isOver) return;
      if (!(error instanceof ApiError)) throw error;
      const isSignedOut = error.status === 401;
      if (isSignedOut) this.#tabs?.post({ what: 'over' });
      this.stop();
      if (isSignedOut) this.ends.onsignedout();
      else this.ends.onfailed();
    }
  }
}

/** The later number of each stream. */
function later(one: Heads, other: Heads): Heads {
  const all = { ...one };
  for (const [name, rev] of Object.entries(other)) all[name] = Math.max(all[name] ?? 0, rev);
  return all;
}

/** Where an answer leads from `asked`; a stream that is gone is not asked for again. */
function after(asked: Heads, frames: readonly Down[]): Heads {
  const all = new Map(Object.entries(asked));
  for (const frame of frames) {
    if (frame.kind === 'changes') all.set(frame.stream, frame.rev);
    else if (frame.kind === 'gone') all.delete(frame.stream);
  }
  return Object.fromEntries(all);
}
