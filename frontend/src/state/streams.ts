import type { Changes, StreamName } from '../wire/shapes';

const HOLE_MS = 250; // a frame that was only late arrives within this

/**
 * How far each stream is known, and when to ask again.
 *
 * Opening, waking, reconnecting, a lost frame and the sixty-second timer are one path: `watch` from the last known rev.
 */
export class Streams {
  readonly #known = new Map<StreamName, number | null>();
  readonly #holes = new Map<StreamName, ReturnType<typeof setTimeout>>();

  /** `watch` sends one frame that asks for the streams from the given revs. */
  constructor(readonly watch: (streams: Record<StreamName, number | null>) => void) {}

  /** Every stream watched, with the last rev known; null has never been answered. */
  all(): Record<StreamName, number | null> {
    return Object.fromEntries(this.#known);
  }

  has(stream: StreamName): boolean {
    return this.#known.has(stream);
  }

  rev(stream: StreamName): number | null {
    return this.#known.get(stream) ?? null;
  }

  /** Watch from now on: from `after`, or from the newest page (null). */
  join(streams: Record<StreamName, number | null>): void {
    for (const [stream, after] of Object.entries(streams)) {
      this.#heal(stream);
      this.#known.set(stream, after);
    }
    if (Object.keys(streams).length) this.watch(streams);
  }

  forget(stream: StreamName): void {
    this.#heal(stream);
    this.#known.delete(stream);
  }

  /** Ask for what came since, in all streams or in one. */
  again(stream?: StreamName): void {
    if (stream === undefined) {
      if (this.#known.size) this.watch(this.all());
    } else if (this.#known.has(stream)) this.watch({ [stream]: this.rev(stream) });
  }

  /**
   * What to do with a frame of changes: `reset` (replace everything of the stream), `apply`, or `drop`.
   * A frame beyond the known rev shows that one was lost: it is dropped, and the stream is asked once more after a moment.
   */
  take(frame: Changes): 'apply' | 'reset' | 'drop' {
    if (!this.#known.has(frame.stream)) return 'drop';
    const known = this.rev(frame.stream);
    if (frame.after === null) {
      this.#reached(frame.stream, frame.rev);
      return 'reset';
    }
    if (known === null || frame.rev <= known) return 'drop';
    if (frame.after > known) {
      this.#holeIn(frame.stream);
      return 'drop';
    }
    this.#reached(frame.stream, frame.rev);
    return 'apply';
  }

  /** The server says that this is all there is. */
  caughtUp(stream: StreamName, rev: number): void {
    if (this.#known.has(stream) && rev > (this.rev(stream) ?? -1)) this.#reached(stream, rev);
  }

  #reached(stream: StreamName, rev: number): void {
    this.#heal(stream);
    this.#known.set(stream, rev);
  }

  #heal(stream: StreamName): void {
    clearTimeout(this.#holes.get(stream));
    this.#holes.delete(stream);
  }

  #holeIn(stream: StreamName): void {
    if (this.#holes.has(stream)) return;
    const ask = () => {
      this.#holes.delete(stream);
      this.again(stream);
    };
    // Spread, so that everyone who missed the same frame does not ask at the same moment.
    this.#holes.set(stream, setTimeout(ask, HOLE_MS + Math.random() * HOLE_MS));
  }
}
