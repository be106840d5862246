import { untrack } from 'svelte';

import type { Ask } from './ask.svelte';
import { newsOf, type PollView } from './poll.svelte';
import { Refetch } from './refetch';

/**
 * Loads a poll's page when it is opened and when a push tells that it has changed, and its whole result when it has one. Call it
 * while a component is made. `told`: how much of what I was told myself changes the page.
 */
export function followPoll(view: () => PollView, page: Ask, whole: Ask, told: () => number): void {
  const pages = new Refetch<PollView>();
  const results = new Refetch<PollView>();
  const news = $derived(newsOf(view().poll)); // texts, so that only a change of these counts
  const counted = $derived(JSON.stringify(view().poll?.result ?? null));
  const people = () => view().poll?.eligible ?? 0;

  $effect(() => {
    const shown = view();
    if (news !== shown.known)
      untrack(() => pages.ask(shown, people(), () => void page.run(() => shown.load())));
  });
  let heard = 0;
  $effect(() => {
    const shown = view();
    if (told() > heard && shown.known !== null) untrack(() => void page.run(() => shown.load()));
    heard = told();
  });
  $effect(() => {
    const shown = view();
    if (counted === 'null') results.show(shown);
    else untrack(() => results.ask(shown, people(), () => void whole.run(() => shown.loadWhole())));
  });
  $effect(() => () => {
    pages.stop();
    results.stop();
  });
}
