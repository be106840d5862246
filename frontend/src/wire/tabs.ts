/** Tabs of one session that cannot use a socket: they talk to each other, and one of them leads. */
import type { Down, StreamName } from './shapes';

/** The last rev known of each stream. */
export type Heads = Record<StreamName, number>;

/** What tabs tell each other. It lives in memory only, and never leaves this origin. */
export type Note =
  /** A new leader asks who is there. */
  | { what: 'who' }
  /** I watch these, and have them up to here. */
  | { what: 'here'; heads: Heads }
  /** What the server answered to `asked`: the same frames for all. */
  | { what: 'round'; asked: Heads; frames: Down[] }
  /** The session has ended. */
  | { what: 'over' };

/**
 * The way to the other tabs of one session, by a channel and a lock of its `name`: tabs of another session, before or
 * after it, hear nothing. Where a browser has neither (a page without TLS), each tab leads for itself.
 */
export class Tabs {
  readonly #channel: BroadcastChannel | null;
  readonly #gone = new AbortController();
  #release: (() => void) | undefined;

  constructor(
    readonly name: string,
    onnote: (note: Note) => void,
  ) {
    this.#channel = areThere() ? new BroadcastChannel(name) : null;
    if (this.#channel) this.#channel.onmessage = (event: MessageEvent<Note>) => onnote(event.data);
  }

  /** Tell all other tabs. */
  post(note: Note): void {
    if (!this.#gone.signal.aborted) this.#channel?.postMessage(note);
  }

  /**
   * Do `work` as soon as no other tab leads, until it ends or this tab leaves. The browser gives the lead on when a
   * tab is closed or crashes. Fails as `work` does.
   */
  async lead(work: () => Promise<void>): Promise<void> {
    if (!this.#channel) return work();
    const left = new Promise<void>((resolve) => (this.#release = resolve));
    try {
      await navigator.locks.request(this.name, { signal: this.#gone.signal }, () =>
        Promise.race([work(), left]),
      );
    } catch (error) {
      if (!this.#gone.signal.aborted) throw error;
    }
  }

  /** Hear nothing more, and give up the lead or the wait for it. */
  leave(): void {
    this.#gone.abort();
    this.#release?.();
    this.#channel?.close();
  }
}

const areThere = () => 'locks' in navigator && 'BroadcastChannel' in globalThis;
