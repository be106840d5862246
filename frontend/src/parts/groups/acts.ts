import type { MenuItem } from '../../kit/menu';
import type { Office, SeatRow } from '../../wire/groups';
import type { GroupShape } from '../../wire/shapes';
import { t } from '../../words/words.svelte';

/** What is being asked about the group, or about one of its seats. */
export type Acting =
  | { what: 'edit' | 'office' }
  | { what: 'seat' | 'end' | 'leave' | 'account' | 'look up'; seat: SeatRow }
  | { what: 'end office'; office: Office };

type Rights = { group: GroupShape; isOfficer: boolean; open: (what: Acting) => void };

/** The menu of a seat: my own I may leave; others' are kept by moderators and the secretariat. Whoever leads a circle may look somebody up. */
export function actsOf(seat: SeatRow, { group, isOfficer, open }: Rights): MenuItem[] {
  if (seat.mine)
    return [
      { label: t('group.leave'), icon: 'exit', danger: true, onselect: () => open({ what: 'leave', seat }) },
    ];
  if (!group.may_keep) return [];
  const items: MenuItem[] = [
    { label: t('group.change_seat'), icon: 'edit', onselect: () => open({ what: 'seat', seat }) },
  ];
  if (group.pseudonyms && group.role === 'lead')
    items.push({ label: t('group.look_up'), icon: 'eye', onselect: () => open({ what: 'look up', seat }) });
  if (isOfficer) {
    const label = seat.active ? t('group.switch_off') : t('group.switch_on');
    items.push({ label, icon: 'lock', onselect: () => open({ what: 'account', seat }) });
  }
  const end = () => open({ what: 'end', seat });
  items.push({ label: t('group.end_seat'), icon: 'close', danger: true, apart: true, onselect: end });
  return items;
}
