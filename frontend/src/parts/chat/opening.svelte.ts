import { tick } from 'svelte';

import { type Follow, keepInPlace } from './follow.svelte';
import { endOf, type Section } from './rows';

const FIRST_ROWS = 12;

/** A stream as it opens: what can be on the screen is drawn first. A slow machine takes longer for the rest than for the whole frame. */
export class Opening {
  isWhole = $state(false);
  readonly #follow: Follow;
  readonly #stream: () => Element | undefined;

  constructor(follow: Follow, stream: () => Element | undefined) {
    this.#follow = follow;
    this.#stream = stream;
  }

  drawn(sections: Section[]): readonly Section[] {
    return this.isWhole ? sections : endOf(sections, FIRST_ROWS);
  }

  /** Draw the rest when the first rows have been painted. Returns how to stop. */
  start(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => void this.#rest());
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }

  async #rest(): Promise<void> {
    const draw = () => ((this.isWhole = true), tick());
    if (!this.#follow.isAtEnd) return keepInPlace(this.#stream()?.querySelector('.msg'), draw);
    await draw();
    this.#follow.follow();
  }
}
