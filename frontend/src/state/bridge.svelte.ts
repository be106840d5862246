import type { Bridge, Crossing, CrossingEdit, NewCrossing } from '../wire/bridges';
import * as wire from '../wire/bridges';
import type { Own } from './own.svelte';

/** My posts that readers do not see: on their way, or turned down. */
const SHOWN: readonly Crossing['state'][] = ['held', 'returned', 'declined'];

/** One thread with other groups: who reads it, how I may be shown, and my posts on their way. */
export class BridgeView {
  bridge = $state.raw<Bridge | null>(null);
  readonly crossings: readonly Crossing[] = $derived.by(() =>
    this.own.crossings.filter((one) => one.bridge === this.id && SHOWN.includes(one.state)),
  );

  constructor(
    readonly id: number,
    readonly own: Own,
  ) {}

  async load(): Promise<void> {
    this.bridge = await wire.fetchBridge(this.id);
  }

  async submit(draft: NewCrossing): Promise<void> {
    this.own.apply(await wire.submitCrossing(this.id, draft));
  }

  async rewrite(crossing: number, edit: CrossingEdit): Promise<void> {
    this.own.apply(await wire.rewriteCrossing(crossing, edit));
  }

  async withdraw(crossing: number): Promise<void> {
    this.own.apply(await wire.withdrawCrossing(crossing));
  }
}
