import type { KeptPoll } from '../wire/polls';
import { fetchDrafts } from '../wire/polls';

/** Polls that are not opened yet, as far as I see them, the newest change first. No stream tells of them. */
export class PollDrafts {
  all = $state.raw<readonly KeptPoll[]>([]);

  async load(): Promise<void> {
    this.all = await fetchDrafts();
  }

  /** Kept, or kept anew. */
  put(kept: KeptPoll): void {
    this.all = [kept, ...this.all.filter((each) => each.id !== kept.id)];
  }

  /** Opened, or discarded. */
  drop(id: number): void {
    this.all = this.all.filter((each) => each.id !== id);
  }
}
