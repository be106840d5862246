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
  | { act: 'return' | 'withdraw' | 'free' | 'hold' | 'lift'; reason: string }
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
    { label: t('coll.submit'), icon: 'shelf', onselect: () => ask('collect') },
    may.co_own && { label: t('docs.owners'), icon: 'people', onselect: () => ask('owners') },
    may.hold && { label: t('docs.hold'), apart: true, onselect: () => ask('hold') },
    may.lift_hold && { label: t('docs.lift_hold'), apart: true, onselect: () => ask('lift') },
    may.archive && { label: t('docs.archive'), apart: true, onselect: () => ask('archive') },
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
