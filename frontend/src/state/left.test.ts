import { beforeEach, describe, expect, it } from 'vitest';

import { LOOM, space } from '../testing/shapes';
import type { Crossing } from '../wire/shapes';
import { Tab } from './tab.svelte';

const post = (crossing: number, changes: Partial<Crossing>) =>
  ({ kind: 'crossing', crossing, rev: 1, bridge: 77, state: 'returned', ...changes }) as Crossing;

describe('posts that came back', () => {
  let tab: Tab;
  beforeEach(() => {
    tab = new Tab();
    tab.spaces.put(space());
  });

  it('are at hand where their thread is no longer read', () => {
    tab.own.apply(post(1, {}));
    tab.own.apply(post(2, { state: 'declined' }));
    expect(tab.postsLeft.map((one) => one.crossing)).toEqual([1, 2]);
  });

  it('stay in their thread where it is read, and are gone once taken back', () => {
    tab.own.apply(post(1, { bridge: LOOM }));
    tab.own.apply(post(2, {}));
    tab.own.apply(post(2, { rev: 2, state: 'withdrawn' }));
    tab.own.apply(post(3, { state: 'released' }));
    expect(tab.postsLeft).toEqual([]);
  });
});
