const MS_EACH = 40; // of one process of the server, for what a tab asks then

/**
 * Asks the server at once for what comes on screen, and later, at random, for what a push changed of it: everybody's tab is told
 * in the same moment, and must not ask in the same moment. What matters most travels with the push.
 */
export class Refetch<T> {
  #shown: T | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `people`: how many are told. While one wait runs, what else changes is found by the same asking. */
  ask(shown: T, people: number, load: () => void): void {
    if (this.show(shown)) load();
    else
      this.#timer ??= setTimeout(
        () => {
          this.#timer = undefined;
          load();
        },
        Math.random() * people * MS_EACH,
      );
  }

  /** Something comes on screen of which there is nothing to ask yet. Whether it is new there. */
  show(shown: T): boolean {
    if (this.#shown === shown) return false;
    this.stop();
    this.#shown = shown;
    return true;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
