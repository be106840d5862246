import type { Bridge, Crossing, CrossingEdit, NewCrossing } from '../wire/bridges';
import * as wire from '../wire/bridges';
import { fetchSealedConsents } from '../wire/carrying';
import { type Unsealing, withdrawUnsealing } from '../wire/custody';
import type { Own } from './own.svelte';

/** My posts that readers do not see: on their way, or turned down. */
const SHOWN: readonly Crossing['state'][] = ['held', 'passed', 'returned', 'declined', 'appealed', 'refused'];

/** One thread with other groups: who reads it, how I may be shown, and my posts on their way. */
export class BridgeView {
  bridge = $state.raw<Bridge | null>(null);
  /** Places of my sealed posts that somebody asks to carry on. */
  wanted = $state.raw<readonly number[]>([]);
  /** Of my sealed posts no stream tells: they come with the thread when I ask for it. */
  readonly sealed: readonly Crossing[] = $derived.by(() =>
    (this.bridge?.sealed ?? []).map((one) => ({ ...one, kind: 'crossing' as const })),
  );
  readonly #mine: readonly Crossing[] = $derived.by(() => [
    ...this.own.crossings.filter((one) => one.bridge === this.id),
    ...this.sealed,
  ]);
  readonly crossings: readonly Crossing[] = $derived.by(() =>
    this.#mine.filter((one) => SHOWN.includes(one.state)),
  );

  /** What readers see of mine, the newest first; where new words are under way, those are shown instead. */
  readonly released: readonly Crossing[] = $derived.by(() =>
    this.#mine
      .filter((one) => one.state === 'released' && one.revises === null)
      .filter((one) => !this.crossings.some((other) => other.revises === one.message))
      .sort((a, b) => b.rev - a.rev),
  );

  constructor(
    readonly id: number,
    readonly own: Own,
  ) {}

  /** I answer for one of its sides: I may keep posts from its people. */
  get mayHold(): boolean {
    return this.bridge?.speakers.some((one) => one.may_hold) ?? false;
  }

  async load(): Promise<void> {
    const [bridge, asked] = await Promise.all([wire.fetchBridge(this.id), fetchSealedConsents()]);
    this.bridge = bridge;
    const mine = asked.filter((one) => one.bridge === this.id && one.may_answer);
    this.wanted = mine.map((one) => one.message);
  }

  async submit(draft: NewCrossing): Promise<void> {
    await this.#take(await wire.submitCrossing(this.id, draft));
  }

  /** Put words before my moderator: new ones, or others for a post of mine. */
  async write(now: Crossing | null, words: Omit<NewCrossing, 'client_id' | 'label' | 'note'>): Promise<void> {
    const client_id = crypto.randomUUID();
    const { body, attribution, unasked, attachments } = words;
    if (!now) await this.submit({ ...words, client_id, label: null, note: '' });
    else if (now.state === 'released')
      await this.#take(await wire.reviseCrossing(now.crossing, { client_id, body, attachments }));
    else {
      const choice = now.revises === null ? { unasked } : {}; // new words for a released post keep what it allows
      await this.rewrite(now.crossing, { body, attribution, attachments, ...choice });
    }
  }

  async appeal(crossing: number, words: string): Promise<void> {
    await this.#take(await wire.appealCrossing(crossing, words));
  }

  async rewrite(crossing: number, edit: CrossingEdit): Promise<void> {
    await this.#take(await wire.rewriteCrossing(crossing, edit));
  }

  async withdraw(crossing: number): Promise<void> {
    await this.#take(await wire.withdrawCrossing(crossing));
  }

  /** Be asked again before it is carried on. */
  async askAgain(crossing: number): Promise<void> {
    await this.#take(await wire.askAgain(crossing));
  }

  /** Ask no more for a name. */
  async giveUp(one: Unsealing): Promise<void> {
    await withdrawUnsealing(one.number);
    await this.load();
  }

  async #take(crossing: Crossing): Promise<void> {
    if (crossing.sealed) await this.load();
    else this.own.apply(crossing);
  }
}
