import type { MenuItem } from '../../kit/menu';
import { t } from '../../words/words.svelte';
import type { Label, Message, Topic, Word } from '../../wire/shapes';

/** What can be done with a message. The screen gives them; rows only call them. */
export type MessageActs = {
  react: (message: Message, word: Word, on: boolean) => void;
  reply: (message: Message) => void;
  quote: (message: Message) => void;
  startEdit: (message: Message) => void;
  edit: (message: Message, body: string) => Promise<void>;
  stopEdit: () => void;
  /** The address of the post that an excerpt brings; null where I do not sit. */
  origin: (number: number) => Promise<string | null>;
  history: (message: Message) => void;
  withdraw: (message: Message) => void;
  redact: (message: Message) => void;
  pin: (message: Message, on: boolean) => void;
  move: (message: Message) => void;
  mute: (message: Message) => void;
  report: (message: Message) => void;
  /** Say that it should be TLP:RED, and read what is hidden until that is decided. Between groups there is neither. */
  wish?: (message: Message) => void;
  openWish?: (message: Message) => void;
  /** What a screen adds to the menu of a message. */
  extra?: (message: Message) => MenuItem[];
  copyLink: (message: Message) => void;
  unreadFrom: (message: Message) => void;
};

/** What the dialogs over a conversation are answered with. */
export type ChatAnswers = {
  onwithdraw: (message: Message) => Promise<void>;
  onredact: (message: Message, reason: string) => Promise<void>;
  onreport: (message: Message, reason: string, words: string) => Promise<void>;
  onwish: (message: Message, reason: string) => Promise<void>;
  ondecide: (message: Message, red: boolean) => Promise<void>;
  onmove: (message: Message, topic: number) => Promise<void>;
  onmute: (seat: number, space: number | null, minutes: number, reason: string) => Promise<void>;
  onslow: (topic: number | null, seconds: number) => Promise<void>;
  onrename: (topic: Topic, title: string) => Promise<void>;
  onopen: (title: string, label: Label, body: string) => Promise<void>;
};

/** Who looks, and what they may do here. */
export type Viewer = {
  /** Whose moderators answer for this space; null: between groups. */
  group: number | null;
  isMine: (seat: number) => boolean;
  mayPost: boolean;
  mayModerate: boolean;
  enterSends: boolean;
  bodyLimit: number;
};

const MODERATING: readonly string[] = ['lead', 'moderator'];

export const WORDS: readonly Word[] = ['thanks', 'noted', 'can_help', 'question'];

/** The menu of a message: what this person may do, with its keys. */
export function menuOf(message: Message, viewer: Viewer, acts: MessageActs): MenuItem[] {
  const isMine = message.by !== null && viewer.isMine(message.by.seat);
  const items: (MenuItem | false)[] = [
    isMine &&
      viewer.mayPost &&
      !message.carried && {
        label: t('act.edit'),
        icon: 'edit',
        key: 'E',
        onselect: () => acts.startEdit(message),
      },
    message.label !== 'red' && {
      label: t('act.copy_link'),
      icon: 'link',
      onselect: () => acts.copyLink(message),
    },
    { label: t('act.unread_from'), key: 'U', onselect: () => acts.unreadFrom(message) },
    message.edited_at !== null && { label: t('act.history'), onselect: () => acts.history(message) },
    viewer.mayModerate && {
      label: message.pinned ? t('act.unpin') : t('act.pin'),
      icon: 'pin',
      apart: true,
      onselect: () => acts.pin(message, !message.pinned),
    },
    viewer.mayModerate && { label: t('act.move'), onselect: () => acts.move(message) },
    isMine && { label: t('act.withdraw'), danger: true, apart: true, onselect: () => acts.withdraw(message) },
    !isMine && { label: t('act.report'), icon: 'flag', apart: true, onselect: () => acts.report(message) },
    !isMine &&
      message.label !== 'red' &&
      !!acts.wish && { label: t('act.wish_red'), onselect: () => acts.wish?.(message) },
    ...(acts.extra?.(message) ?? []),
    viewer.mayModerate &&
      !isMine &&
      message.by !== null &&
      !MODERATING.includes(message.by.role) && {
        label: t('act.mute', { name: message.by.name }),
        onselect: () => acts.mute(message),
      },
    viewer.mayModerate &&
      !isMine && { label: t('act.redact'), danger: true, onselect: () => acts.redact(message) },
  ];
  return items.filter((item) => item !== false);
}
