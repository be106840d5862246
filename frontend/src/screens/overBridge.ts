import type { MenuItem } from '../kit/menu';
import type { Message } from '../wire/shapes';
import { t } from '../words/words.svelte';

/** What is being asked over a post of a thread between groups. */
export type Over = { what: 'hold' | 'carry'; message: Message };

/** What a thread adds to the menu of a post: whoever reads may ask to carry it on, who answers for a side may hold it. */
export function menuOver(message: Message, mayHold: boolean, onask: (over: Over) => void): MenuItem[] {
  if (message.gone) return [];
  const acts = mayHold ? (['carry', 'hold'] as const) : (['carry'] as const);
  return acts.map((what) => ({ label: t(`act.${what}`), onselect: () => onask({ what, message }) }));
}
