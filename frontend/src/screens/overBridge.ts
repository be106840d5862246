import type { MenuItem } from '../kit/menu';
import type { BridgeView } from '../state/bridge.svelte';
import type { Message } from '../wire/shapes';
import { t } from '../words/words.svelte';

/** What is being asked over a post of a thread between groups. */
export type Over = { what: 'flag' | 'hold' | 'carry' | 'unseal'; message: Message };

/** What a thread adds to the menu of a post: whoever reads may ask to carry it on; who answers for a side may hold it, for its own people or for everybody, or ask for a sealed name. */
export function menuOver(message: Message, view: BridgeView, onask: (over: Over) => void): MenuItem[] {
  if (message.gone) return [];
  const acts: MenuItem[] = [{ label: t('act.carry'), onselect: () => onask({ what: 'carry', message }) }];
  if (!view.mayHold) return acts;
  acts.push({ label: t('act.hold'), onselect: () => onask({ what: 'hold', message }) });
  acts.push({ label: t('act.flag'), onselect: () => onask({ what: 'flag', message }) });
  const mayBeSealed = !message.by?.name && !message.by?.organisation;
  if (mayBeSealed && view.bridge?.custody.custodians.length)
    acts.push({ label: t('unseal.act'), onselect: () => onask({ what: 'unseal', message }) });
  return acts;
}
