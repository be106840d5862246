/** Work that is done once, a moment after it was last asked for, by name. */
export class Soon {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(readonly ms: number) {}

  ask(name: string, work: () => void): void {
    this.drop(name);
    this.#timers.set(name, setTimeout(work, this.ms));
  }

  /** No longer wanted, or done meanwhile. */
  drop(name: string): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}
