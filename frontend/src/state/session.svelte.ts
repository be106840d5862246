import { dates } from '../words/dates.svelte';
import { words } from '../words/words.svelte';
import { changeMe } from '../wire/calls';
import type { GroupShape, Me, Start, Waiting } from '../wire/shapes';

/** Who I am here, and how I want to be treated. */
export class Session {
  me = $state.raw<Me | null>(null);
  /** I work in the secretariat. */
  isOfficer = $state(false);
  groups = $state.raw<readonly GroupShape[]>([]);
  desks = $state.raw<readonly number[]>([]);
  waiting = $state.raw<readonly Waiting[]>([]);
  quickExit = $state('/leave/');
  isExample = $state(false);
  bodyLimit = $state(4000);
  /** Patterns of what may point to one person: asked about before it is sent. */
  identifying = $state.raw<Start['identifying']>({});
  /** The session ended elsewhere: nothing more is asked of the server. */
  isOver = $state(false);

  #speaking = $state.raw<ReadonlySet<number>>(new Set()); // the seat that speaks for me in each space
  readonly #mine = $derived(new Set([...this.#speaking, ...this.groups.map((group) => group.seat)]));

  learn(start: Start): void {
    this.isOfficer = start.officer;
    this.#speaking = new Set(start.spaces.map((space) => space.seat));
    this.groups = start.groups;
    this.desks = start.desks;
    this.bodyLimit = start.body_limit;
    this.identifying = start.identifying;
    this.quickExit = start.quick_exit;
    this.isExample = start.example;
    this.meet(start.me);
  }

  /** Take in a state of myself, and make the page look and speak accordingly. */
  meet(me: Me): void {
    this.me = me;
    dates.zone = me.time_zone || 'UTC';
    dress(document.documentElement, me);
    if (me.language !== words.language) void words.speak(me.language);
  }

  async change(changes: Partial<Me>): Promise<void> {
    this.meet(await changeMe(changes));
  }

  /** A space opened to me, where I speak from `seat`. */
  speakFrom(seat: number): void {
    if (!this.#speaking.has(seat)) this.#speaking = new Set([...this.#speaking, seat]);
  }

  isMine(seat: number): boolean {
    return this.#mine.has(seat);
  }
}

/** Forced colours, contrast and stillness as attributes of the root; nothing where the system decides. */
function dress(root: HTMLElement, me: Me): void {
  set(root, 'theme', me.theme === 'system' ? '' : me.theme);
  set(root, 'contrast', me.more_contrast ? 'more' : '');
  set(root, 'motion', me.less_motion ? 'less' : '');
}

function set(root: HTMLElement, name: string, value: string): void {
  if (value) root.setAttribute(`data-${name}`, value);
  else root.removeAttribute(`data-${name}`);
}
