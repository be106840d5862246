import * as wire from '../wire/reading';
import type { Box, Look, Words } from '../wire/reading';

/** One version being read: its pages, the words of those that were looked at, and where sought words stand. */
export class Reading {
  look = $state.raw<Look | null>(null);
  words = $state.raw<ReadonlyMap<number, Words>>(new Map());
  sought = $state('');
  hits = $state.raw<readonly Box[]>([]);
  isCut = $state(false);
  /** The hit that is shown, -1: none. */
  current = $state(-1);
  #asked = new Set<number>();

  constructor(readonly at: string) {}

  async load(): Promise<void> {
    this.look = await wire.fetchLook(this.at);
  }

  get hit(): Box | undefined {
    return this.hits[this.current];
  }

  /** Bring the words of a page once; a page whose words do not come stays a picture and is asked again. */
  async learn(page: number): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    try {
      const found = await wire.fetchWords(this.at, page);
      this.words = new Map([...this.words, [page, found]]);
    } catch {
      this.#asked.delete(page);
    }
  }

  async find(words: string): Promise<void> {
    const found = await wire.findWords(this.at, words);
    this.sought = words;
    this.hits = found.hits;
    this.isCut = found.more;
    this.current = found.hits.length ? 0 : -1;
  }

  /** To the next hit, or the one before; round at the ends. */
  step(by: 1 | -1): void {
    if (this.hits.length) this.current = (this.current + by + this.hits.length) % this.hits.length;
  }
}
