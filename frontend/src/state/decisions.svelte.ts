import type { Decision, PollState } from '../wire/polls';
import { fetchDecisions } from '../wire/polls';
import type { Cards } from './cards.svelte';

/** Polls in one state, in the server's order; what happens to them meanwhile comes from the streams. */
export class DecisionList {
  isLoaded = $state(false);
  #next = $state<string | null>(null);
  #rows = $state.raw<readonly Decision[]>([]);
  readonly rows: readonly Decision[] = $derived.by(() =>
    this.#rows.map((row) => ({ ...row, poll: this.cards.poll(row.poll.space, row.poll.place) ?? row.poll })),
  );

  constructor(
    readonly state: PollState,
    readonly cards: Cards,
  ) {}

  get hasMore(): boolean {
    return this.#next !== null;
  }

  async load(): Promise<void> {
    const page = await fetchDecisions(this.state, this.#next);
    for (const row of page.items) this.cards.apply(row.poll);
    this.#rows = [...this.#rows, ...page.items];
    this.#next = page.next;
    this.isLoaded = true;
  }
}
