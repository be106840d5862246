import { SvelteMap } from 'svelte/reactivity';

import { seeNotices } from '../wire/calls';
import type { Notice } from '../wire/shapes';

/** Mentions and other news for me, newest first. */
export class Notices {
  readonly #all = new SvelteMap<number, Notice>(); // by place in my own stream
  readonly all = $derived([...this.#all.values()].sort((a, b) => b.at.localeCompare(a.at)));
  readonly unseen = $derived(this.all.filter((notice) => !notice.seen).length);

  apply(item: Notice): void {
    const known = this.#all.get(item.place);
    if (!known || known.rev < item.rev) this.#all.set(item.place, item);
  }

  clear(): void {
    this.#all.clear();
  }

  async see(): Promise<void> {
    const places = this.all.filter((notice) => !notice.seen).map((notice) => notice.place);
    if (places.length) await seeNotices(places);
  }
}
