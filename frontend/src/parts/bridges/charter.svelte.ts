import { SvelteSet } from 'svelte/reactivity';

import type { Gate, NewBridge, Proposal } from '../../wire/bridges';
import { fitsUnasked } from '../../kit/labels';
import type { Label } from '../../wire/shapes';
import { ATTRIBUTIONS } from './words';

/** A charter while it is being written. */
export class CharterDraft {
  title = $state('');
  purpose = $state('');
  label = $state<Label>('amber');
  ceiling = $state<Label>('amber');
  hours = $state('24');
  history = $state<'joining' | 'all'>('joining');
  chatham = $state(true);
  #unasked = $state(false);
  gate = $state<Gate>('pre');
  readonly trusted = new SvelteSet<number>();
  readonly asked = new SvelteSet<number>();
  readonly speakers = new SvelteSet<number>();
  readonly ways = new SvelteSet<NewBridge['attributions'][number]>(['name', 'constituency']);

  /** Only in a thread that is TLP:CLEAR or TLP:GREEN itself. */
  get unasked(): boolean {
    return this.#unasked && fitsUnasked(this.label);
  }

  set unasked(unasked: boolean) {
    this.#unasked = unasked;
  }

  /** Go on with a draft that lies on the desk. */
  fill(draft: Proposal): void {
    const { title, purpose, label, ceiling, history, chatham, unasked, gate } = draft;
    Object.assign(this, { title, purpose, label, ceiling, history, chatham, unasked, gate });
    refill(this.trusted, draft.trusted);
    this.hours = String(draft.response_hours);
    refill(this.asked, draft.asked);
    refill(this.speakers, draft.seats);
    refill(
      this.ways,
      ATTRIBUTIONS.filter((one) => draft.attributions.includes(one)),
    );
  }

  body(group: number, draft: boolean): NewBridge {
    const { label, ceiling, history, chatham, unasked, gate } = this;
    return {
      ...{ group, draft, label, ceiling, history, chatham, unasked, gate },
      groups: [...this.asked],
      title: this.title.trim(),
      purpose: this.purpose.trim(),
      attributions: ATTRIBUTIONS.filter((one) => this.ways.has(one)),
      response_hours: Number(this.hours),
      seats: [...this.speakers],
      trusted: [...this.trusted].filter((seat) => this.speakers.has(seat)),
    };
  }
}

function refill<T>(set: SvelteSet<T>, values: readonly T[]): void {
  set.clear();
  for (const value of values) set.add(value);
}
