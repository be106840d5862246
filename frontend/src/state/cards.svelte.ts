import { SvelteMap } from 'svelte/reactivity';

import { fetchCards } from '../wire/calls';
import type { Card, CardRef, Document, Poll } from '../wire/shapes';

const name = (ref: CardRef) => `${ref.space}.${ref.place}`;

/**
 * Documents and polls that this tab has met: from streams, lists, answers, and as cards of messages. The latest wins.
 * Cards are asked for together; those not mine to see are null.
 */
export class Cards {
  readonly #known = new SvelteMap<string, Card | null>();
  readonly #wanted = new Map<string, CardRef>();

  /** Undefined until the answer is here. */
  get(ref: CardRef): Card | null | undefined {
    return this.#known.get(name(ref));
  }

  want(refs: readonly CardRef[]): void {
    const fresh = refs.filter((ref) => !this.#known.has(name(ref)) && !this.#wanted.has(name(ref)));
    if (!fresh.length) return;
    if (!this.#wanted.size) queueMicrotask(() => void this.#ask());
    for (const ref of fresh) this.#wanted.set(name(ref), ref);
  }

  document(space: number, place: number): Document | undefined {
    const found = this.get({ space, place });
    return found?.kind === 'document' ? found : undefined;
  }

  poll(space: number, place: number): Poll | undefined {
    const found = this.get({ space, place });
    return found?.kind === 'poll' ? found : undefined;
  }

  /** Take in a state, unless a later one is known. Returns what is known then. */
  apply<T extends Card>(card: T): T {
    const known = this.#known.get(name(card));
    if (known && known.rev >= card.rev) return known as T;
    this.#known.set(name(card), card);
    return card;
  }

  /** The right to read a space was lost: nothing of it stays. */
  drop(space: number): void {
    for (const key of [...this.#known.keys()]) if (key.startsWith(`${space}.`)) this.#known.delete(key);
  }

  async #ask(): Promise<void> {
    const refs = [...this.#wanted.values()];
    try {
      const cards = await fetchCards(refs);
      for (const card of cards) this.apply(card);
      for (const ref of refs) if (!this.#known.has(name(ref))) this.#known.set(name(ref), null);
    } catch {
      // The line is down: asked again when a message that wants them is next drawn.
    } finally {
      for (const ref of refs) this.#wanted.delete(name(ref));
    }
  }
}
