import { SvelteMap } from 'svelte/reactivity';

import { ApiError } from '../wire/api';
import { saveDraft } from '../wire/calls';
import type { Draft, Label } from '../wire/shapes';

const REST_MS = 800; // a pause in writing
const AGAIN_MS = 10_000;

export type Writing = { body: string; label: Label | ''; note: string; quote: number | null };
const NOTHING: Writing = { body: '', label: '', note: '', quote: null };

type Kept = Writing & { isSaved: boolean };

/** What one is writing, for each topic: in memory at once, on the server after a pause. */
export class Drafts {
  readonly #kept = new SvelteMap<string, Kept>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** Some text is in this tab alone. */
  get isUnsaved(): boolean {
    return [...this.#kept.values()].some((draft) => !draft.isSaved && draft.body.trim() !== '');
  }

  of(space: number, topic: number): Writing {
    return this.#kept.get(key(space, topic)) ?? NOTHING;
  }

  /** The person changed it. */
  write(space: number, topic: number, changes: Partial<Writing>): void {
    const draft = { ...NOTHING, ...this.#kept.get(key(space, topic)), ...changes, isSaved: false };
    this.#kept.set(key(space, topic), draft);
    this.#saveIn(REST_MS, space, topic);
  }

  /** It was sent. */
  clear(space: number, topic: number): void {
    if (!this.#kept.has(key(space, topic))) return;
    this.write(space, topic, NOTHING);
  }

  /** The server's version: from another tab, or the echo of our own. What is being written here wins. */
  apply(item: Draft): void {
    const known = this.#kept.get(key(item.space, item.topic));
    if (known && !known.isSaved) return;
    const { body, label, note, quote } = item;
    if (body === '' && !note && quote === null) this.#kept.delete(key(item.space, item.topic));
    else this.#kept.set(key(item.space, item.topic), { body, label, note, quote, isSaved: true });
  }

  #saveIn(ms: number, space: number, topic: number): void {
    clearTimeout(this.#timers.get(key(space, topic)));
    this.#timers.set(
      key(space, topic),
      setTimeout(() => void this.#save(space, topic), ms),
    );
  }

  async #save(space: number, topic: number): Promise<void> {
    const draft = this.#kept.get(key(space, topic));
    if (!draft || draft.isSaved) return;
    const { isSaved: _, ...body } = draft;
    try {
      await saveDraft(space, topic, body);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.isOffline) this.#saveIn(AGAIN_MS, space, topic);
      return; // refused, for example too long: it stays in this tab, and leaving asks
    }
    if (this.#kept.get(key(space, topic)) === draft)
      this.#kept.set(key(space, topic), { ...draft, isSaved: true });
  }
}

const key = (space: number, topic: number) => `${space}.${topic}`;
