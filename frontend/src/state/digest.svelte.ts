import { SvelteSet } from 'svelte/reactivity';

import { chooseDigest, fetchDigest, type Digest } from '../wire/account';

/** When my digest comes: what I have chosen, and what the site has kept of it. */
export class DigestState {
  readonly days = new SvelteSet<number>(); // ISO weekdays
  hour = $state(0);
  kept = $state.raw<Digest | null>(null);
  #isStale = false;

  async load(): Promise<void> {
    this.#show(await fetchDigest());
  }

  /** Something is chosen that has not been sent. */
  touch(): void {
    this.#isStale = true;
  }

  /** Send what is chosen, and again what was chosen meanwhile. What is refused goes back to what it was. */
  async send(): Promise<void> {
    let told = this.kept;
    try {
      while (this.#isStale) {
        this.#isStale = false;
        told = await chooseDigest({ days: [...this.days].sort(), hour: this.hour });
      }
    } finally {
      this.#show(told);
    }
  }

  #show(told: Digest | null): void {
    this.kept = told;
    this.days.clear();
    for (const day of told?.days ?? []) this.days.add(day);
    this.hour = told?.hour ?? 0;
  }
}
