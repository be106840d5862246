import type { IconName } from './icons';

/** One line of a menu. A line that is off says why, in `note`. */
export type MenuItem = {
  label: string;
  icon?: IconName;
  flip?: boolean;
  /** The key that does the same. */
  key?: string;
  note?: string;
  danger?: boolean;
  off?: boolean;
  /** `true` draws a line above. */
  apart?: boolean;
  onselect: () => void;
};

/** Where the arrow keys lead from `from` in a list of `count`: first and last meet. `undefined`: not a key of ours. */
export function stepTo(key: string, from: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (from + 1) % count;
  if (key === 'ArrowUp') return (from - 1 + count) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return undefined;
}
