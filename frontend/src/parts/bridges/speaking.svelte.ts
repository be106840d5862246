import type { Attribution, AttributionChoice, Bridge, Crossing, Speaker } from '../../wire/bridges';

/** For which of my seats I speak in a thread, and how readers see me. A post that I write anew keeps its seat. */
export class Speaking {
  #seat = $state<number | null>(null); // the one chosen; null: the first
  #attribution = $state<Attribution | null>(null);

  constructor(
    readonly bridge: () => Bridge,
    readonly editing: Crossing | null,
  ) {
    this.#seat = editing?.by.seat ?? null;
    this.#attribution = editing?.attribution ?? null;
  }

  /** My seats that may post here; the one that wrote it, where a post is written anew. */
  get speakers(): readonly Speaker[] {
    const { speakers } = this.bridge();
    if (this.editing) return speakers.filter((one) => one.seat === this.editing?.by.seat);
    return speakers.filter((one) => one.may_post);
  }

  get speaker(): Speaker | undefined {
    return this.speakers.find((one) => one.seat === this.#seat) ?? this.speakers[0];
  }

  get choices(): readonly AttributionChoice[] {
    return this.speaker?.attributions ?? [];
  }

  /** How readers see me: as I chose, and where the seat cannot be shown so, the first way that it can. */
  get choice(): AttributionChoice | undefined {
    const chosen = this.choices.find((one) => one.attribution === this.#attribution);
    if (chosen && (chosen.allowed || this.editing)) return chosen;
    return this.choices.find((one) => one.allowed) ?? this.choices[0];
  }

  get seat(): number | undefined {
    return this.speaker?.seat;
  }

  set seat(seat: number | undefined) {
    this.#seat = seat ?? null;
  }

  get attribution(): Attribution {
    return this.choice?.attribution ?? 'name';
  }

  set attribution(attribution: Attribution) {
    this.#attribution = attribution;
  }
}
