import { ApiError } from '../wire/api';
import { fetchBridge } from '../wire/bridges';
import { fetchHistory } from '../wire/calls';
import type { Message } from '../wire/shapes';
import {
  dissentFrom,
  draftSummary,
  fetchSummaries,
  rewriteSummary,
  signSummary,
  type Summary,
  type SummaryList,
  withdrawSummary,
  type Written,
} from '../wire/summaries';
import { t } from '../words/words.svelte';
import { Ask } from './ask.svelte';
import type { Tab } from './tab.svelte';

const PAGE = 100; // as many as a page of history holds

type Writing = { group: number | null; joint: boolean; summary: Summary | null };

/** The summaries of one thread, and the one that is being written. */
export class SummariesView {
  readonly ask = new Ask(() => t('kit.offline'));
  list = $state.raw<SummaryList | null>(null);
  isMissing = $state(false);
  isChatham = $state(false);
  posts = $state.raw<readonly Message[]>([]);
  writing = $state.raw<Writing | null>(null);
  asked = $state.raw<{ what: 'sign' | 'dissent' | 'withdraw'; summary: Summary } | null>(null);

  constructor(
    readonly bridge: number,
    readonly tab: Tab,
  ) {}

  async load(): Promise<void> {
    const list = await this.ask.run(() => fetchSummaries(this.bridge));
    if (list) this.list = list;
    this.isMissing = this.ask.code === 'not_found';
  }

  get writingTitle(): string {
    return (
      this.writing?.summary?.title ?? t(this.writing?.joint ? 'summary.draft_joint' : 'summary.draft_own')
    );
  }

  /** Write a new one; the posts that it may draw on are asked for first. */
  async begin(group: number | null, joint: boolean): Promise<void> {
    await this.#write({ group, joint, summary: null });
  }

  async start(act: Summary['may'][number], summary: Summary): Promise<void> {
    this.ask.clear();
    if (act === 'edit') await this.#write({ group: null, joint: summary.group === null, summary });
    else this.asked = { what: act, summary };
  }

  async #write(writing: Writing): Promise<void> {
    const found = await this.ask.run(() => Promise.all([this.#all(), fetchBridge(this.bridge)]));
    if (!found) return;
    this.posts = found[0].filter((post) => !post.gone);
    this.isChatham = found[1].chatham;
    this.writing = writing;
  }

  /** Every post of the thread that I read, oldest first. */
  async #all(): Promise<Message[]> {
    const found: Message[] = [];
    for (;;) {
      const { items } = await fetchHistory(this.bridge, { limit: PAGE, before: found[0]?.place });
      found.unshift(...items);
      if (items.length < PAGE) return found;
    }
  }

  async save(written: Written): Promise<void> {
    const { writing } = this;
    if (!writing) return;
    const { group, joint, summary } = writing;
    const client_id = crypto.randomUUID();
    const saved = await this.ask.run(() =>
      summary
        ? rewriteSummary(summary.number, written)
        : draftSummary(this.bridge, { ...written, client_id, group, joint }),
    );
    if (!saved) return;
    this.writing = null;
    await this.load();
  }

  async sign(summary: Summary, space: number, group: number): Promise<void> {
    await this.#settle(signSummary(summary.number, { sha256: summary.sha256, space, group }));
  }

  async dissent(summary: Summary, body: string, group: number): Promise<void> {
    await this.#settle(dissentFrom(summary.number, { body, group }));
  }

  async withdraw(summary: Summary): Promise<void> {
    await this.#settle(withdrawSummary(summary.number));
  }

  /** Done or refused: a text that changed meanwhile is there anew, to be read again. */
  async #settle(work: Promise<Summary>): Promise<void> {
    try {
      await work;
    } catch (refusal) {
      if (refusal instanceof ApiError && refusal.code === 'stale') await this.load();
      throw refusal;
    }
    this.tab.waitingChanged();
    await this.load();
  }
}
