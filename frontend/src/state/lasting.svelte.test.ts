import { flushSync, untrack } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { LOOM, message, start } from '../testing/shapes';
import { fakeLine, json } from '../testing/socket';
import type { Crossing } from '../wire/shapes';
import type { Desk } from './own.svelte';
import { Tab } from './tab.svelte';

let tab: Tab;
beforeEach(() => {
  vi.useFakeTimers();
  fakeLine(() => json(start()));
  tab = new Tab();
});
afterEach(() => {
  tab.line.end();
  vi.useRealTimers();
});

it('keeps a timeline alive when the screen that opened it first is left', () => {
  let space = $state(0);
  let places: number[] = [];
  const leave = $effect.root(() => {
    $effect(() => {
      const id = space;
      untrack(() => id && tab.open(id));
    });
    $effect(() => {
      places = tab.timeline(space)?.messages.map((one) => one.place) ?? [];
    });
  });
  space = LOOM;
  flushSync();
  tab.timeline(LOOM)?.apply(message(4));
  flushSync();
  expect(places).toEqual([4]);
  leave();
  tab.timeline(LOOM)?.apply(message(5));
  expect(tab.timeline(LOOM)?.messages.map((one) => one.place)).toEqual([4, 5]);
});

it('keeps a desk alive when the screen that drew it first is left', () => {
  let items: number[] = [];
  const leave = $effect.root(() => {
    const desk: Desk = $derived(tab.desk(7));
    $effect(() => {
      items = desk.items.map((one) => one.place);
    });
  });
  flushSync();
  const crossing = { kind: 'crossing', place: 3, rev: 3 } as Crossing;
  tab.desk(7).apply(crossing);
  flushSync();
  expect(items).toEqual([3]);
  leave();
  tab.desk(7).apply({ ...crossing, place: 5 });
  expect(tab.desk(7).items.map((one) => one.place)).toEqual([3, 5]);
});
