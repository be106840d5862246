import type { Changes, Gate, Proposal } from '../../wire/bridges';

/** What a moderator does with a thread; the screen sends it. */
export type ThreadAct =
  | { do: 'accept'; seats: number[]; gate: Gate; trusted: number[] }
  | { do: 'reseat'; seats: number[]; trusted: number[] }
  | { do: 'decline' | 'leave' | 'close'; reason: string }
  | { do: 'pause'; hours: number; reason: string }
  | { do: 'amend'; changes: Changes; words: string }
  | { do: 'agree' | 'refuse'; number: number; reason: string }
  | { do: 'resume' | 'archive' };

/** What is asked for first in a box of its own. */
export type ThreadBox =
  'accept' | 'reseat' | 'decline' | 'leave' | 'close' | 'pause' | 'amend' | { refuse: number };

export type OnThread = {
  /** Open a box that asks for the rest. */
  onask: (box: ThreadBox) => void;
  /** Do it at once. */
  onact: (act: ThreadAct) => void;
};

/** How the button is called that ends a thread, from where it stands. */
export function endingWord(state: Proposal['state']) {
  if (state === 'open' || state === 'paused') return 'desk.wind_up';
  return state === 'closing' ? 'desk.close_thread' : 'desk.take_back';
}
