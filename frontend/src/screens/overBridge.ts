import type { MenuItem } from '../kit/menu';
import type { BridgeView } from '../state/bridge.svelte';
import type { Tab } from '../state/tab.svelte';
import type { Crossing, Message } from '../wire/shapes';
import { t } from '../words/words.svelte';

/** What is being asked over a post of a thread between groups. */
export type Over =
  | { what: 'flag' | 'hold' | 'carry' | 'unseal'; message: Message }
  | { what: 'take_back' | 'ask_again'; message: Message; crossing: Crossing };

/**
 * What a thread adds to the menu of a post: whoever reads may ask to carry it on; who answers for a side may hold it, for its
 * own people or for everybody, or ask for a sealed name; who answers for its author's group may take it back.
 */
export function menuOver(
  message: Message,
  view: BridgeView,
  tab: Tab,
  onask: (over: Over) => void,
): MenuItem[] {
  if (message.gone) return [];
  const acts: MenuItem[] = [{ label: t('act.carry'), onselect: () => onask({ what: 'carry', message }) }];
  if (!view.mayHold) return acts;
  acts.push({ label: t('act.hold'), onselect: () => onask({ what: 'hold', message }) });
  acts.push({ label: t('act.flag'), onselect: () => onask({ what: 'flag', message }) });
  const mayBeSealed = !message.by?.name && !message.by?.organisation;
  if (mayBeSealed && view.bridge?.custody.custodians.length)
    acts.push({ label: t('unseal.act'), onselect: () => onask({ what: 'unseal', message }) });
  const crossing = onDesk(tab, message);
  if (!crossing) return acts;
  if (message.unasked)
    acts.push({
      label: t('bridge.home_ask_again'),
      onselect: () => onask({ what: 'ask_again', message, crossing }),
    });
  acts.push({
    label: t('bridge.take_back'),
    danger: true,
    onselect: () => onask({ what: 'take_back', message, crossing }),
  });
  return acts;
}

/** The released post as the desk of its author's group knows it, where I answer for that group and did not write it. */
function onDesk(tab: Tab, { space, place }: Message): Crossing | undefined {
  return tab.session.desks
    .flatMap((group) => tab.desk(group).items)
    .filter((one) => one.kind === 'crossing')
    .find(
      (one) =>
        one.bridge === space &&
        one.message === place &&
        one.state === 'released' &&
        one.revises === null &&
        !tab.session.isMine(one.by.seat),
    );
}
