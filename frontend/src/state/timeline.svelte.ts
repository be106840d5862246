import { SvelteMap, SvelteSet } from 'svelte/reactivity';

import type { Document, Item, Message, Page, Poll, SeatItem, Topic } from '../wire/shapes';

/** At most so many messages are kept on the page; older or newer ones come back by history. */
export const WINDOW = 300;

/** One space, as this tab knows it. Whatever changes it comes in through `apply`, `reset` or `addPage`. */
export class Timeline {
  /** The newest page has come. */
  isLoaded = $state(false);
  /** The server has told how much of it is unread. */
  isCounted = $state(false);
  /** There is more before the first message. */
  hasEarlier = $state(false);
  /** Set while the page shows old history: messages beyond this place are counted, not shown. */
  #edge = $state<number | null>(null);
  newBeyondEdge = $state(0);
  /** The reader stands at the end, or nobody reads: the oldest messages may go. Else new ones wait beyond an edge. */
  isFollowed = true;

  readonly #topics = new SvelteMap<number, Topic>();
  readonly #messages = new SvelteMap<number, Message>(); // by place
  readonly #seats = new SvelteMap<number, SeatItem>();
  readonly #polls = new SvelteMap<number, Poll>();
  readonly #documents = new SvelteMap<number, Document>();

  readonly #complete = new SvelteSet<number>(); // topics' places

  readonly messages = $derived([...this.#messages.values()].sort((a, b) => a.place - b.place));
  readonly topics = $derived([...this.#topics.values()].sort((a, b) => a.place - b.place));
  readonly people = $derived([...this.#seats.values()].filter((seat) => seat.inside));
  readonly polls = $derived([...this.#polls.values()].sort((a, b) => b.place - a.place));
  readonly documents = $derived([...this.#documents.values()].sort((a, b) => b.place - a.place));

  constructor(readonly space: number) {}

  get isDetached(): boolean {
    return this.#edge !== null;
  }

  topic(place: number): Topic | undefined {
    return this.#topics.get(place);
  }

  message(place: number): Message | undefined {
    return this.#messages.get(place);
  }

  card(place: number): Document | Poll | undefined {
    return this.#documents.get(place) ?? this.#polls.get(place);
  }

  /** Forget everything and take the newest page. */
  reset(items: readonly Item[], hasEarlier: boolean): void {
    this.clear();
    for (const item of items) this.apply(item);
    this.hasEarlier = hasEarlier;
    this.isLoaded = true;
  }

  /** The right to read was lost: nothing of it stays on the page. */
  clear(): void {
    for (const all of [this.#topics, this.#messages, this.#seats, this.#polls, this.#documents]) all.clear();
    this.#complete.clear();
    this.#edge = null;
    this.newBeyondEdge = 0;
    this.hasEarlier = false;
    this.isLoaded = this.isCounted = false;
  }

  /** Take in what one frame brings, and keep no more than `WINDOW` messages. */
  take(items: readonly Item[]): void {
    for (const item of items) this.apply(item);
    if (this.isFollowed) this.#dropOldest();
    else this.newBeyondEdge += this.#dropNewest();
  }

  /** Take in one item, unless a later state of it is known. Returns whether it is new here. */
  apply(item: Item): boolean {
    switch (item.kind) {
      case 'message':
        if (this.#edge !== null && item.place > this.#edge) {
          this.newBeyondEdge += 1;
          return true;
        }
        return put(this.#messages, item);
      case 'topic':
        return put(this.#topics, item);
      case 'seat':
        return put(this.#seats, item, item.by.seat);
      case 'poll':
        return put(this.#polls, item);
      case 'document':
        return put(this.#documents, item);
      default:
        return false; // belongs to another stream
    }
  }

  /** Show what is here as I read it now: the same state of a thing, in other words. What is not here stays away. */
  reshow(items: readonly (Message | Topic)[]): void {
    for (const item of items) {
      if (item.kind === 'message') renew(this.#messages, item);
      else renew(this.#topics, item);
    }
  }

  /** A page of older history, before what is shown. `hasMore`: it was full, so more lies before it. */
  addPage(page: Page, hasMore: boolean, topic?: number): void {
    for (const item of page.items) this.apply(item);
    if (topic === undefined) this.hasEarlier = hasMore;
    else if (!hasMore) this.#complete.add(topic);
    this.#dropNewest();
  }

  /** Everything of this topic that I may read is here. */
  isComplete(topic: number): boolean {
    return !this.hasEarlier || this.#complete.has(topic);
  }

  /** Show the surroundings of an old message instead of the newest page. `isEnd`: nothing newer exists beyond them. */
  detach(page: Page, isEnd: boolean): void {
    this.#messages.clear();
    this.#complete.clear();
    this.#edge = null;
    for (const item of page.items) this.apply(item);
    this.hasEarlier = true;
    if (!isEnd) this.#edge = Math.max(0, ...this.#messages.keys());
    this.isLoaded = true;
  }

  #dropOldest(): void {
    const extra = this.#messages.size - WINDOW;
    if (extra <= 0) return;
    for (const place of this.#places().slice(0, extra)) this.#messages.delete(place);
    this.#complete.clear();
    this.hasEarlier = true;
  }

  /** What is read stays; what is newer than the window holds comes again on the way back to the newest. How many went. */
  #dropNewest(): number {
    const extra = this.#messages.size - WINDOW;
    if (extra <= 0) return 0;
    const places = this.#places();
    for (const place of places.slice(WINDOW)) this.#messages.delete(place);
    this.#edge = places[WINDOW - 1] ?? null;
    return extra;
  }

  #places(): number[] {
    return [...this.#messages.keys()].sort((a, b) => a - b);
  }
}

/** Put another view of a known thing in its place, unless a later state of it is known. */
function renew<T extends { place: number; rev: number }>(all: SvelteMap<number, T>, item: T): void {
  const known = all.get(item.place);
  if (known && known.rev <= item.rev) all.set(item.place, item);
}

/** Keep the later of two states of one thing. */
function put<T extends { place: number; rev: number }>(
  all: SvelteMap<number, T>,
  item: T,
  key: number = item.place,
): boolean {
  const known = all.get(key);
  if (known && known.rev >= item.rev) return false;
  all.set(key, item);
  return !known;
}
