/** What a key asks for. One table for the keys, the sheet that shows them, and the tests. */
export type Command =
  | 'palette'
  | 'leave'
  | 'keys'
  | 'previousSpace'
  | 'nextSpace'
  | 'next'
  | 'previous'
  | 'nextUnread'
  | 'compose'
  | 'reply'
  | 'quote'
  | 'edit'
  | 'unreadFrom'
  | 'mute'
  | 'giveBack'
  | 'home'
  | 'waiting'
  | 'library';

/** A pressed key, and where the focus is. */
export type Press = {
  key: string;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  meta: boolean;
  /** Focus is in the stream, not in a field. */
  inStream: boolean;
  /** Single letters are switched on. */
  letters: boolean;
};

const LETTERS: Readonly<Record<string, Command>> = {
  j: 'next',
  k: 'previous',
  n: 'nextUnread',
  c: 'compose',
  r: 'reply',
  q: 'quote',
  e: 'edit',
  u: 'unreadFrom',
  m: 'mute',
  b: 'giveBack',
  '?': 'keys',
};
const AFTER_G: Readonly<Record<string, Command>> = { h: 'home', w: 'waiting', l: 'library' };
const G_MS = 1_500;

/** Turns presses into commands; remembers a G for a moment. */
export class Keys {
  #gAt = -Infinity;

  command(press: Press, now: number = Date.now()): Command | null {
    const key = press.key.toLowerCase();
    if ((press.ctrl || press.meta) && !press.alt && !press.shift) return key === 'k' ? 'palette' : null;
    if (press.shift && press.key === 'Escape') return 'leave';
    if (press.alt && !press.ctrl && !press.meta) {
      if (press.key === 'ArrowUp') return 'previousSpace';
      if (press.key === 'ArrowDown') return 'nextSpace';
      return null;
    }
    if (press.ctrl || press.meta || press.alt || !press.inStream || !press.letters) return null;
    const wasG = now - this.#gAt < G_MS;
    this.#gAt = key === 'g' && !press.shift ? now : -Infinity;
    if (wasG) return AFTER_G[key] ?? null;
    return LETTERS[key] ?? null;
  }
}

/** For the sheet: the keys of each command, in the order shown. */
export const SHEET: readonly {
  command: Command | 'release' | 'send' | 'newLine' | 'close';
  keys: readonly string[];
}[] = [
  { command: 'palette', keys: ['Ctrl', 'K'] },
  { command: 'leave', keys: ['Shift', 'Escape'] },
  { command: 'next', keys: ['J'] },
  { command: 'previous', keys: ['K'] },
  { command: 'nextUnread', keys: ['N'] },
  { command: 'compose', keys: ['C'] },
  { command: 'reply', keys: ['R'] },
  { command: 'quote', keys: ['Q'] },
  { command: 'edit', keys: ['E'] },
  { command: 'unreadFrom', keys: ['U'] },
  { command: 'mute', keys: ['M'] },
  { command: 'release', keys: ['R'] },
  { command: 'giveBack', keys: ['B'] },
  { command: 'home', keys: ['G', 'H'] },
  { command: 'waiting', keys: ['G', 'W'] },
  { command: 'library', keys: ['G', 'L'] },
  { command: 'previousSpace', keys: ['Alt', '↑'] },
  { command: 'nextSpace', keys: ['Alt', '↓'] },
  { command: 'keys', keys: ['?'] },
  { command: 'close', keys: ['Escape'] },
];
