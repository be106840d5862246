import type { MenuItem } from '../../kit/menu';
import type { Abilities, DocumentEdit, NewDocument, NewVersion, Publishing } from '../../wire/documents';
import { type Key, t } from '../../words/words.svelte';

/** Acts on a document that ask something first. */
export type Asking =
  | 'version'
  | 'submit'
  | 'describe'
  | 'return'
  | 'withdraw'
  | 'publish'
  | 'free'
  | 'hold'
  | 'lift'
  | 'archive'
  | 'dispose'
  | 'wish'
  | 'wished'
  | 'owners'
  | 'ask'
  | 'collect'
  | 'translate';

/** What somebody decided in the dialog of an act. */
export type Decided =
  | { act: 'version'; draft: NewVersion; file: File }
  | { act: 'translate'; draft: NewDocument; file: File }
  | { act: 'describe'; edit: DocumentEdit }
  | { act: 'publish'; plan: Publishing; supersedes: number }
  | { act: 'return' | 'withdraw' | 'free' | 'hold' | 'lift' | 'dispose' | 'wish'; reason: string }
  | { act: 'decide_wish'; red: boolean }
  | { act: 'owner' | 'no_owner'; group: number }
  | { act: 'ask'; dueAt: string }
  | { act: 'collect'; collection: number; note: string }
  | { act: 'submit'; note: string; minor: boolean }
  | { act: 'archive' | 'check_out' | 'check_in' | 'approve' | 'confirm' };

/** What the menu of a document offers. */
export function menuOf(
  may: Abilities,
  isMine: boolean,
  ask: (what: Asking) => void,
  decide: (what: Decided) => void,
): MenuItem[] {
  const lines: (MenuItem | false)[] = [
    (may.describe || may.raise_label) && {
      label: t('docs.describe'),
      icon: 'edit',
      onselect: () => ask('describe'),
    },
    may.translate && { label: t('docs.translate'), icon: 'plus', onselect: () => ask('translate') },
    may.check_out && {
      label: t('docs.check_out'),
      icon: 'lock',
      onselect: () => decide({ act: 'check_out' }),
    },
    may.end_check_out &&
      (isMine
        ? { label: t('docs.check_in'), onselect: () => decide({ act: 'check_in' }) }
        : { label: t('docs.free'), onselect: () => ask('free') }),
    may.ask && { label: t('docs.ask'), icon: 'check', onselect: () => ask('ask') },
    may.read && { label: t('coll.submit'), icon: 'shelf', onselect: () => ask('collect') },
    may.co_own && { label: t('docs.owners'), icon: 'people', onselect: () => ask('owners') },
    may.decide_wish && { label: t('wish.open'), icon: 'eye', onselect: () => ask('wished') },
    may.wish && { label: t('act.wish_red'), apart: true, onselect: () => ask('wish') },
    may.hold && { label: t('docs.hold'), apart: true, onselect: () => ask('hold') },
    may.lift_hold && { label: t('docs.lift_hold'), apart: true, onselect: () => ask('lift') },
    may.archive && { label: t('docs.archive'), apart: true, onselect: () => ask('archive') },
    may.dispose && {
      label: t('docs.dispose'),
      danger: true,
      apart: true,
      onselect: () => ask('dispose'),
    },
    may.withdraw && {
      label: t('kit.withdraw'),
      danger: true,
      apart: true,
      onselect: () => ask('withdraw'),
    },
  ];
  return lines.filter((line): line is MenuItem => Boolean(line));
}

/** What is said when it is done. */
export const saidOf = (act: Decided['act']) => t(`docs.did_${act}` as Key);

/** The dialogs that ask for a reason; `newest`: what the newest version is called. */
export const reasonsOf = (newest: string) => ({
  return: {
    title: t('docs.return_q', { n: newest }),
    label: t('docs.what_to_change'),
    help: t('docs.return_help'),
    verb: t('docs.return'),
    most: 2000,
  },
  withdraw: {
    title: t('docs.withdraw_q'),
    text: t('docs.withdraw_text'),
    verb: t('kit.withdraw'),
    danger: true,
  },
  free: { title: t('docs.free_q'), text: t('docs.free_text'), verb: t('docs.free') },
  hold: { title: t('docs.hold_q'), text: t('docs.hold_text'), verb: t('docs.hold') },
  dispose: {
    title: t('docs.dispose_q'),
    text: t('docs.dispose_text'),
    verb: t('docs.dispose'),
    danger: true,
  },
  wish: { title: t('wish.title'), text: t('docs.wish_text'), verb: t('wish.send'), danger: true },
  lift: { title: t('docs.lift_q'), text: t('docs.lift_text'), verb: t('docs.lift_hold') },
});
