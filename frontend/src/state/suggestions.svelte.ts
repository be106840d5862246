import { fetchSuggestions, type Suggestion } from '../wire/texts';

const HUES = 6;

/** Who suggested what in a text, as the server knows it; the words stand in the text. */
export class Suggestions {
  /** What I write is suggested. */
  isOn = $state(false);
  rows = $state.raw<ReadonlyMap<string, Suggestion>>(new Map());
  /** Newest first. */
  readonly settled: readonly Suggestion[] = $derived(
    [...this.rows.values()]
      .filter((row) => row.settled_at)
      .sort((a, b) => String(b.settled_at).localeCompare(String(a.settled_at))),
  );
  #learned: string | null = null;
  readonly #begun = new Set<string>(); // by this tab: the server may not have them yet

  constructor(
    readonly space: number,
    readonly place: number,
  ) {}

  /** Ask the server, unless it was asked when the same suggestions stood in the text. */
  async learn(keys: string): Promise<void> {
    if (keys === this.#learned) return;
    this.#learned = keys;
    try {
      const { items } = await fetchSuggestions(this.space, this.place);
      this.rows = new Map(items.map((row) => [row.key, row]));
    } catch (error) {
      this.#learned = null;
      throw error;
    }
  }

  begin(): string {
    const key = crypto.randomUUID();
    this.#begun.add(key);
    return key;
  }

  isMine(key: string): boolean {
    return this.#begun.has(key) || this.rows.get(key)?.mine === true;
  }

  hueOf(key: string): number {
    return (this.rows.get(key)?.by.seat ?? 0) % HUES;
  }
}
