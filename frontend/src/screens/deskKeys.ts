import type { Tab } from '../state/tab.svelte';

const KEYS: Readonly<Record<string, string>> = { reply: 'r', giveBack: 'b' };

/** J and K go from card to card of a desk; R releases the one in focus, B gives it back; then the next is at hand.
 *  Comes back with what ends it. */
export function deskKeys(tab: Tab): () => void {
  let at = 0; // where the last card in focus stood
  const run = (command: string) => {
    const cards = [...document.querySelectorAll<HTMLElement>('main article.queue')];
    const here = document.activeElement?.closest<HTMLElement>('article.queue');
    const found = here ? cards.indexOf(here) : -1;
    if (command === 'next' || command === 'previous') {
      const to = found < 0 ? at : found + (command === 'next' ? 1 : -1);
      at = Math.max(0, Math.min(cards.length - 1, to));
      cards[at]?.focus({ preventScroll: true });
      cards[at]?.scrollIntoView({ block: 'nearest' });
    } else if (here && KEYS[command]) {
      at = found;
      here.querySelector<HTMLButtonElement>(`button[aria-keyshortcuts='${KEYS[command]}']`)?.click();
    }
  };
  tab.oncommand.add(run);
  return () => void tab.oncommand.delete(run);
}
