import { type Callable, callIn, suggestions, wordAt } from './mentions';

/** The list under an @ that is being written: who fits, which one is chosen. */
export class Calling {
  caret = $state(0);
  /** Which suggestion Enter takes. */
  at = $state(0);
  #isOff = $state(false);

  constructor(
    readonly text: () => string,
    readonly people: () => readonly Callable[],
  ) {}

  readonly word = $derived.by(() => (this.#isOff ? null : wordAt(this.text(), this.caret)));
  readonly found = $derived.by(() => (this.word ? suggestions(this.people(), this.word.word) : []));

  /** The person typed: look again. */
  typed(caret: number): void {
    this.caret = caret;
    this.at = 0;
    this.#isOff = false;
  }

  /** What a key does while the list is open; null leaves it to the field. */
  key(event: KeyboardEvent): 'moved' | 'choose' | null {
    if (!this.found.length || event.isComposing) return null;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.at = (this.at + step + this.found.length) % this.found.length;
    else if (event.key === 'Escape') this.#isOff = true;
    else return event.key === 'Enter' || event.key === 'Tab' ? 'choose' : null;
    return 'moved';
  }

  /** The text and the caret after choosing; null if nothing is being called. */
  choose(whom: Callable | undefined): { text: string; caret: number } | null {
    if (!whom || !this.word) return null;
    const called = callIn(this.text(), this.caret, this.word.from, whom);
    this.caret = called.caret;
    this.#isOff = true;
    return called;
  }
}
