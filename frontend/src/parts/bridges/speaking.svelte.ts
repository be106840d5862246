import { fitsUnasked, type Label } from '../../kit/labels';
import type {
  Attribution,
  AttributionChoice,
  Bridge,
  Crossing,
  NewCrossing,
  Speaker,
} from '../../wire/bridges';

/** Shown like this, a post tells who wrote it, or for which organisation. */
const tells = (one: AttributionChoice) => one.attribution === 'name' || one.attribution === 'organisation';

/** For which of my seats I speak in a thread, and how readers see me. A post that I write anew keeps its seat. */
export class Speaking {
  #seat = $state<number | null>(null); // the one chosen; null: the first
  #attribution = $state<Attribution | null>(null);
  #sealed = $state(false);
  #unasked = $state(false);

  constructor(
    readonly bridge: () => Bridge,
    readonly editing: Crossing | null,
    /** Of the post: its topic's. */
    readonly label: () => Label,
  ) {
    this.#seat = editing?.by.seat ?? null;
    this.#sealed = editing?.sealed ?? false;
    this.#unasked = editing?.unasked ?? false;
    this.#attribution = editing?.attribution ?? null;
  }

  /** My seats that may post here; the one that wrote it, where a post is written anew. */
  get speakers(): readonly Speaker[] {
    const { speakers } = this.bridge();
    // A group seats a person once, and of a sealed post nothing else is known.
    if (this.editing) return speakers.filter((one) => one.group.id === this.editing?.group);
    return speakers.filter((one) => one.may_post);
  }

  get speaker(): Speaker | undefined {
    return this.speakers.find((one) => one.seat === this.#seat) ?? this.speakers[0];
  }

  get choices(): readonly AttributionChoice[] {
    const choices = this.speaker?.attributions ?? [];
    return this.editing?.sealed ? choices.filter((one) => !tells(one)) : choices;
  }

  /** How readers see me: as I chose, and where the seat cannot be shown so, the first way that it can. */
  get choice(): AttributionChoice | undefined {
    const chosen = this.choices.find((one) => one.attribution === this.#attribution);
    if (chosen && (chosen.allowed || this.editing)) return chosen;
    return this.choices.find((one) => one.allowed) ?? this.choices[0];
  }

  get hasCustodians(): boolean {
    const { custody } = this.bridge();
    return custody.custodians.length >= custody.least || this.#sealed;
  }

  /** Whether who wrote it can be sealed, shown as it is now. */
  get canSeal(): boolean {
    return (this.choice?.sealable ?? false) || (this.editing?.sealed ?? false);
  }

  get sealed(): boolean {
    return this.#sealed && this.canSeal;
  }

  set sealed(sealed: boolean) {
    this.#sealed = sealed;
  }

  /** Whether it may be carried on without asking me again, if I allow it. */
  get canUnasked(): boolean {
    const { label, unasked } = this.bridge();
    return unasked && fitsUnasked(label) && fitsUnasked(this.label());
  }

  get unasked(): boolean {
    return this.#unasked && this.canUnasked;
  }

  set unasked(unasked: boolean) {
    this.#unasked = unasked;
  }

  get custody(): NewCrossing['custody'] {
    return this.sealed ? 'sealed' : 'moderator';
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
