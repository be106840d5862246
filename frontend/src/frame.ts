import type { MenuItem } from './kit/menu';
import type { Press } from './parts/frame/keymap';
import type { Goal } from './parts/frame/palette';
import { router } from './router.svelte';
import type { Tab } from './state/tab.svelte';
import { t } from './words/words.svelte';

/** Whether typing goes into it. */
export function isWritable(element: Element | null): boolean {
  return !!element?.closest('input, textarea, select, [contenteditable]');
}

/** Whether Escape leaves this field. In a popover it closes that, and the browser gives the focus back to what opened it. */
export function isLeftByEscape(element: Element | null): boolean {
  return isWritable(element) && !element?.closest('[popover]');
}

/** The pressed key and where the focus is. The heading that takes the focus after a navigation counts as the stream. */
export function pressOf(event: KeyboardEvent, letters: boolean): Press {
  const focus = document.activeElement;
  const isElsewhere = isWritable(focus) || !!focus?.closest('dialog, [role="menu"], nav, aside, .bar');
  return {
    key: event.key,
    ctrl: event.ctrlKey,
    alt: event.altKey,
    shift: event.shiftKey,
    meta: event.metaKey,
    inStream: !isElsewhere && !document.querySelector('dialog[open]'),
    letters,
  };
}

/** Where the palette can lead: pages of the site, groups, spaces. */
export function goalsOf(tab: Tab): Goal[] {
  const pages: Goal[] = [
    { label: t('frame.home'), note: '', href: '/' },
    { label: t('frame.library'), note: '', href: '/library' },
    { label: t('frame.decisions'), note: '', href: '/decisions' },
    { label: t('frame.settings'), note: '', href: '/settings' },
  ];
  const spaces = tab.spaces.all.map((space) => ({
    label: space.title,
    note: space.group?.name ?? t('frame.with_other_groups'),
    href: `/s/${space.id}`,
  }));
  const groups = tab.session.groups.map((group) => ({
    label: group.name,
    note: t('frame.members'),
    href: `/g/${group.id}`,
  }));
  return [...spaces, ...pages, ...groups];
}

/** The menu under one's own name. */
export function myMenu(showKeys: () => void): MenuItem[] {
  return [
    { label: t('frame.settings'), onselect: () => router.go('/settings') },
    { label: t('keys.title'), key: '?', onselect: showKeys },
    {
      label: t('frame.sign_out'),
      icon: 'exit',
      flip: true,
      apart: true,
      onselect: () => location.assign('/account/logout/'),
    },
  ];
}
