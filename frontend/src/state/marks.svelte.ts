import { SvelteMap } from 'svelte/reactivity';

import type { Mark, Message } from '../wire/shapes';

/** How far one has read, for each topic. */
export class Marks {
  readonly #upto = new SvelteMap<string, { upto: number; rev: number }>();

  /** The place of the last message read; 0 before the first. */
  upto(space: number, topic: number): number {
    return this.#upto.get(`${space}.${topic}`)?.upto ?? 0;
  }

  /** From the server. Returns whether it changed anything. */
  apply(mark: Mark): boolean {
    const name = `${mark.space}.${mark.topic}`;
    const known = this.#upto.get(name);
    if (known && known.rev >= mark.rev) return false;
    this.#upto.set(name, { upto: mark.upto, rev: mark.rev });
    return known?.upto !== mark.upto;
  }

  /** Set here, before the server has answered; its answer has a greater rev. */
  set(space: number, topic: number, upto: number): void {
    const name = `${space}.${topic}`;
    this.#upto.set(name, { upto, rev: this.#upto.get(name)?.rev ?? 0 });
  }

  /**
   * A topic without a mark is read from the moment when one came in, which only the server knows: it tells how many
   * of `others` (places of messages by others, ascending) are unread, and they are the last ones.
   */
  settle(space: number, topic: number, others: readonly number[], unread: number): void {
    if (this.#upto.has(`${space}.${topic}`)) return;
    this.set(space, topic, others[others.length - unread - 1] ?? 0);
  }

  isUnread(message: Message, isMine: (seat: number) => boolean): boolean {
    if (message.gone || (message.by && isMine(message.by.seat))) return false;
    return message.place > this.upto(message.space, message.topic);
  }
}
