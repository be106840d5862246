import { t } from '../words/words.svelte';

const SOON_MS = 100;
const PAUSE_MS = 3_000; // while a person types, and between what is told of messages that came
const FEW = 3; // messages read out one by one; more are counted

/** Sentences for screen readers, one at a time. `LiveRegion` speaks them. */
class Announcer {
  status = $state('');
  alert = $state('');
  readonly #waiting: string[] = [];
  #come = 0; // messages not told of yet
  readonly #first: (() => string)[] = []; // how the first few of them are read out
  #holdUntil = 0; // milliseconds of Date.now
  #quietUntil = 0; // about messages
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueAt = Infinity; // when the timer runs out

  /** Say politely. While a person types it waits for a pause of three seconds. */
  say(sentence: string): void {
    this.#waiting.push(sentence);
    this.#flushIn(SOON_MS);
  }

  /** A message came. A few are read out, each by its `sentence`; where many come, how many, every three seconds. */
  arrived(sentence: () => string): void {
    this.#come += 1;
    if (this.#first.length < FEW) this.#first.push(sentence);
    this.#flushIn(Math.max(SOON_MS, this.#quietUntil - Date.now()));
  }

  /** Say at once: a lost seat, a failed act. */
  alarm(sentence: string): void {
    this.alert = '';
    queueMicrotask(() => (this.alert = sentence));
  }

  /** The person has just typed. */
  hold(): void {
    this.#holdUntil = Date.now() + PAUSE_MS;
  }

  #flushIn(ms: number): void {
    const wait = Math.max(ms, this.#holdUntil - Date.now());
    if (this.#dueAt <= Date.now() + wait) return;
    clearTimeout(this.#timer);
    this.#dueAt = Date.now() + wait;
    this.#timer = setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    this.#dueAt = Infinity;
    if (Date.now() < this.#holdUntil) return this.#flushIn(SOON_MS);
    const said = this.#waiting.splice(0);
    if (this.#come && Date.now() >= this.#quietUntil) {
      const first = this.#first.splice(0);
      said.push(...(this.#come > FEW ? [t('stream.below', { n: this.#come })] : first.map((say) => say())));
      this.#come = 0;
      this.#quietUntil = Date.now() + PAUSE_MS;
    }
    if (said.length) this.status = said.join(' ');
    if (this.#come) this.#flushIn(this.#quietUntil - Date.now());
  }
}

export const announcer = new Announcer();
