import { fetchChoices, type VersionRef } from '../wire/attachments';
import type { AttributionChoice, Bridge, Crossing } from '../wire/bridges';
import type { Label } from '../wire/shapes';

/** A version that goes with the post. */
export type Chosen = VersionRef & { title: string; label: Label };

/** What goes with the post that I write between groups, for the seat by which I chose it. */
export class Attaching {
  chosen = $state.raw<readonly Chosen[]>([]);
  seat = $state.raw<number | null>(null);
  /** The seat for which something is being chosen. */
  asking = $state<number | null>(null);
  /** How that seat could be shown with them: whoever does not read them could not have written it. */
  #choices = $state.raw<readonly AttributionChoice[] | null>(null);

  constructor(readonly bridge: number) {}

  /** A new post, or one of mine to write anew with what goes with it. */
  async begin(editing: Crossing | null, bridge: Bridge | null): Promise<void> {
    const speaker = bridge?.speakers.find((one) => one.group.id === editing?.group);
    this.seat = speaker?.seat ?? null;
    this.#choices = null;
    this.chosen = editing?.attachments ?? [];
    if (this.chosen.length) await this.choose(this.seat, this.chosen);
  }

  async choose(seat: number | null, chosen: readonly Chosen[]): Promise<void> {
    const refs = chosen.map(({ space, place, version }) => ({ space, place, version }));
    const choices = seat !== null && refs.length ? await fetchChoices(this.bridge, seat, refs) : null;
    [this.seat, this.chosen, this.#choices] = [seat, chosen, choices];
  }

  /** Leave one out. */
  async drop(gone: Chosen): Promise<void> {
    await this.choose(
      this.seat,
      this.chosen.filter((one) => one !== gone),
    );
  }

  /** The thread with the crowds of that seat as they are with what it attaches. */
  over(bridge: Bridge): Bridge {
    const [seat, attributions] = [this.seat, this.#choices];
    if (!attributions) return bridge;
    const speakers = bridge.speakers.map((one) =>
      one.seat === seat ? { ...one, attributions: [...attributions] } : one,
    );
    return { ...bridge, speakers };
  }
}
