/** Sentences for screen readers, one at a time. `LiveRegion` speaks them. */
class Announcer {
  status = $state('');
  alert = $state('');
  readonly #waiting: string[] = [];
  #holdUntil = 0; // milliseconds of Date.now
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Say politely. While a person types it waits for a pause of three seconds. */
  say(sentence: string): void {
    this.#waiting.push(sentence);
    this.#flushLater();
  }

  /** Say at once: a lost seat, a failed act. */
  alarm(sentence: string): void {
    this.alert = '';
    queueMicrotask(() => (this.alert = sentence));
  }

  /** The person has just typed. */
  hold(): void {
    this.#holdUntil = Date.now() + 3_000;
  }

  #flushLater(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(100, this.#holdUntil - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (Date.now() < this.#holdUntil) return this.#flushLater();
      this.status = this.#waiting.splice(0).join(' ');
    }, wait);
  }
}

export const announcer = new Announcer();
