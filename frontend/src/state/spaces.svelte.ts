import { SvelteMap } from 'svelte/reactivity';

import type { Counts, GroupRef, SpaceShape } from '../wire/shapes';

/** A space with what I have not read in it, and how often it was told anew: something about it has changed. */
export type Space = SpaceShape & Counts & { told: number };

/** A message that I have not read: its topic's place, whether it calls me, whether I do not want it counted. */
export type Unread = { topic: number; mentionsMe: boolean; isMuted: boolean };

/** Spaces of one group, as the navigation lists them. `group` is null for threads with other groups. */
export type Shelf = { group: GroupRef | null; spaces: Space[] };

/**
 * The spaces that I may enter, with what is unread in them. Each is one object as long as it is mine, whose fields change:
 * what shows the title does not look again when one more message is counted.
 */
export class Spaces {
  readonly #all = new SvelteMap<number, Space>();
  readonly all = $derived([...this.#all.values()]);
  readonly shelves = $derived(shelve(this.all));

  learn(spaces: readonly SpaceShape[]): void {
    this.#all.clear();
    for (const space of spaces) this.put(space);
  }

  get(id: number): Space | undefined {
    return this.#all.get(id);
  }

  /** A space opened to me, or changed. */
  put(space: SpaceShape): void {
    const known = this.#all.get(space.id);
    if (known) {
      Object.assign(known, space);
      known.told += 1;
      return;
    }
    const fresh: Space = $state({ ...space, unread: 0, mentions: 0, topics: {}, told: 0 });
    this.#all.set(space.id, fresh);
  }

  drop(id: number): void {
    this.#all.delete(id);
  }

  /** Exact counts, from the server. */
  setCounts(id: number, counts: Counts): void {
    const space = this.#all.get(id);
    if (space) Object.assign(space, counts);
  }

  /** More messages that I have not read. A muted topic counts mentions alone. The server's next count corrects it. */
  addUnread(id: number, news: readonly Unread[]): void {
    const space = this.#all.get(id);
    if (!space || !news.length) return;
    for (const { topic, mentionsMe, isMuted } of news) {
      if (mentionsMe) space.mentions += 1;
      if (isMuted) continue;
      space.unread += 1;
      space.topics[topic] = (space.topics[topic] ?? 0) + 1;
    }
  }

  /** The space before (-1) or after (1) in the navigation, round the ends. */
  beside(id: number | null, step: 1 | -1): Space | undefined {
    const order = this.shelves.flatMap((shelf) => shelf.spaces);
    if (!order.length) return undefined;
    const at = order.findIndex((space) => space.id === id);
    if (at < 0) return order[step === 1 ? 0 : order.length - 1];
    return order[(at + step + order.length) % order.length];
  }
}

/** By group in the order of arrival; threads with other groups last; archived spaces left out. */
function shelve(spaces: readonly Space[]): Shelf[] {
  const shelves: Shelf[] = [];
  const bridges: Shelf = { group: null, spaces: [] };
  for (const space of spaces) {
    if (space.archived) continue;
    if (space.bridge || !space.group) {
      bridges.spaces.push(space);
      continue;
    }
    const id = space.group.id;
    const shelf = shelves.find((one) => one.group?.id === id);
    if (shelf) shelf.spaces.push(space);
    else shelves.push({ group: space.group, spaces: [space] });
  }
  return bridges.spaces.length ? [...shelves, bridges] : shelves;
}
