import { SvelteMap } from 'svelte/reactivity';

const SHOWN_MS = 6_000;
const SAID_MS = 3_000;

type Writer = { space: number; topic: number; seat: number; name: string };

/** Hints of who is here and who writes: never stored, gone by themselves. */
export class Hints {
  readonly #writers = new SvelteMap<string, Writer>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #here = new SvelteMap<number, number>();
  #saidAt = 0;

  writersIn(space: number, topic?: number): string[] {
    return [...this.#writers.values()]
      .filter((one) => one.space === space && (topic === undefined || one.topic === topic))
      .map((one) => one.name);
  }

  hereIn(space: number): number {
    return this.#here.get(space) ?? 0;
  }

  setHere(space: number, seats: number): void {
    this.#here.set(space, seats);
  }

  writes(writer: Writer): void {
    const name = `${writer.space}.${writer.seat}`;
    this.#writers.set(name, writer);
    clearTimeout(this.#timers.get(name));
    this.#timers.set(
      name,
      setTimeout(() => this.#writers.delete(name), SHOWN_MS),
    );
  }

  /** A message of theirs came: they no longer write. */
  stopped(space: number, seat: number): void {
    this.#writers.delete(`${space}.${seat}`);
  }

  /** Whether to say now that I write: at most once in three seconds. */
  mayTell(now: number = Date.now()): boolean {
    if (now - this.#saidAt < SAID_MS) return false;
    this.#saidAt = now;
    return true;
  }
}
