import { SvelteMap, SvelteSet } from 'svelte/reactivity';

import type {
  Appeal,
  Ballot,
  Carry,
  Consent,
  Crossing,
  Flag,
  Hidden,
  Hold,
  Proposal,
  Report,
} from '../wire/shapes';

/** My ballots, my posts on their way through a gate, what I do not want to see: what only I am sent. */
export class Own {
  readonly #ballots = new SvelteMap<string, Ballot>();
  readonly #crossings = new SvelteMap<number, Crossing>();
  readonly #carries = new SvelteMap<number, Carry>();
  readonly #consents = new SvelteMap<number, Consent>();
  readonly #hidden = new SvelteSet<string>();
  readonly crossings = $derived([...this.#crossings.values()].sort((a, b) => a.crossing - b.crossing));
  /** What I asked to carry on, and what I am asked: the newest first. */
  readonly carries = $derived([...this.#carries.values()].sort((a, b) => b.place - a.place));
  readonly consents = $derived([...this.#consents.values()].sort((a, b) => b.place - a.place));

  ballot(space: number, poll: number): Ballot | undefined {
    return this.#ballots.get(`${space}.${poll}`);
  }

  /** I reported this message: it is folded for me. */
  isHidden(space: number, message: number): boolean {
    return this.#hidden.has(`${space}.${message}`);
  }

  apply(item: Ballot | Carry | Consent | Crossing | Hidden): void {
    if (item.kind === 'hidden') this.#hidden.add(`${item.space}.${item.message}`);
    else if (item.kind === 'ballot') this.#ballots.set(`${item.space}.${item.poll}`, item);
    else if (item.kind === 'carry') keepLater(this.#carries, item.carry, item);
    else if (item.kind === 'consent') keepLater(this.#consents, item.consent, item);
    else keepLater(this.#crossings, item.crossing, item);
  }
}

export type DeskItem = Appeal | Consent | Crossing | Flag | Hold | Proposal | Report;

/** What waits for the moderators of one group. */
export class Desk {
  readonly #items = new SvelteMap<number, DeskItem>(); // by place in the desk's stream
  readonly items = $derived([...this.#items.values()].sort((a, b) => a.place - b.place));

  apply(item: DeskItem): void {
    keepLater(this.#items, item.place, item);
  }

  clear(): void {
    this.#items.clear();
  }
}

function keepLater<T extends { rev: number }>(all: SvelteMap<number, T>, key: number, item: T): void {
  const known = all.get(key);
  if (!known || known.rev < item.rev) all.set(key, item);
}
