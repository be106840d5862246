import type { CentreFilters, Published } from '../wire/centre';
import { fetchCentre } from '../wire/centre';

export const CURRENT: CentreFilters = {
  q: '',
  standing: 'current',
  capability: '',
  type: '',
  language: '',
  country: '',
  objective: '',
  region: '',
  label: '',
  group: '',
};

/** What the filters let through of the resource centre, newest publication first. */
export class Centre {
  filters = $state.raw<CentreFilters>(CURRENT);
  shown = $state.raw<readonly Published[]>([]);
  isLoaded = $state(false);
  count = $state(0);
  #cursor = $state<string | null>(null);
  #turn = 0;

  get hasMore(): boolean {
    return this.#cursor !== null;
  }

  get isFiltered(): boolean {
    return Object.entries(this.filters).some(
      ([name, value]) => value !== CURRENT[name as keyof CentreFilters],
    );
  }

  /** Show what `filters` let through; an answer to an earlier question is dropped. */
  async show(filters: CentreFilters): Promise<void> {
    this.filters = filters;
    const turn = ++this.#turn;
    const page = await fetchCentre(filters, null);
    if (turn !== this.#turn) return;
    this.shown = page.items;
    this.count = page.count;
    this.#cursor = page.cursor;
    this.isLoaded = true;
  }

  async more(): Promise<void> {
    const turn = this.#turn;
    const page = await fetchCentre(this.filters, this.#cursor);
    if (turn !== this.#turn) return;
    const known = new Set(this.shown.map((one) => one.id));
    this.shown = [...this.shown, ...page.items.filter((one) => !known.has(one.id))];
    this.#cursor = page.cursor;
  }
}
