import type { Document, Filters } from '../wire/documents';
import { fetchLibrary } from '../wire/documents';
import type { Cards } from './cards.svelte';

export const NO_FILTERS: Filters = {
  q: '',
  state: '',
  capability: '',
  type: '',
  language: '',
  label: '',
  group: '',
};

/** What the filters let through, newest change first. The states of what is shown come from the streams. */
export class Library {
  filters = $state.raw<Filters>(NO_FILTERS);
  isLoaded = $state(false);
  count = $state(0);
  #cursor = $state<string | null>(null);
  #shown = $state.raw<readonly Document[]>([]);
  #turn = 0;
  readonly documents: readonly Document[] = $derived.by(() =>
    this.#shown.map((one) => this.cards.document(one.space, one.place) ?? one),
  );

  constructor(readonly cards: Cards) {}

  get hasMore(): boolean {
    return this.#cursor !== null;
  }

  get isFiltered(): boolean {
    return Object.values(this.filters).some(Boolean);
  }

  /** Show what `filters` let through; an answer to an earlier question is dropped. */
  async show(filters: Filters): Promise<void> {
    this.filters = filters;
    const turn = ++this.#turn;
    const page = await fetchLibrary(filters, null);
    if (turn !== this.#turn) return;
    this.#shown = page.items.map((one) => this.cards.apply(one));
    this.count = page.count;
    this.#cursor = page.cursor;
    this.isLoaded = true;
  }

  async more(): Promise<void> {
    const turn = this.#turn;
    const page = await fetchLibrary(this.filters, this.#cursor);
    if (turn !== this.#turn) return;
    const known = new Set(this.#shown.map(name));
    const fresh = page.items.filter((one) => !known.has(name(one)));
    this.#shown = [...this.#shown, ...fresh.map((one) => this.cards.apply(one))];
    this.#cursor = page.cursor;
  }

  /** A document of one's own: it stands on top, whatever the filters say, so that one sees where it went. */
  add(document: Document): void {
    this.cards.apply(document);
    this.#shown = [document, ...this.#shown.filter((one) => name(one) !== name(document))];
    this.count += 1;
  }
}

const name = (one: Document) => `${one.space}.${one.place}`;
