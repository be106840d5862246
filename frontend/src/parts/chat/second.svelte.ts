import { announcer } from '../../kit/announcer.svelte';
import { t } from '../../words/words.svelte';
import { type Identifying, tracesName } from './identifying';

/** Sending waits for a second press where the audience has changed since one began, or the words may point to a person. */
export class SecondLook<T> {
  warning = $state('');
  #began: T | null = null;
  #asked = ''; // the traces that one has been asked about

  constructor(
    /** Who reads, as it is now. */
    readonly now: () => T,
    /** What changed meanwhile, as a sentence; null if nothing did. */
    readonly change: (before: T, now: T) => string | null,
    readonly identifying: () => Identifying,
  ) {}

  /** The person writes: the audience of this moment is the one that they mean. */
  begin(): void {
    this.#began ??= this.now();
  }

  /** Whether to wait for a second press; `warning` then says why, and is read out. */
  holds(text: string): boolean {
    const changed = this.#began === null ? null : this.change(this.#began, this.now());
    if (changed) {
      this.#began = this.now();
      return this.#ask(changed);
    }
    const traces = this.identifying().in(text);
    if (traces.length && traces.join() !== this.#asked) {
      this.#asked = traces.join();
      return this.#ask(t('trace.ask', { what: tracesName(traces) }));
    }
    this.warning = this.#asked = '';
    this.#began = null;
    return false;
  }

  #ask(sentence: string): true {
    this.warning = sentence;
    announcer.alarm(sentence);
    return true;
  }
}
