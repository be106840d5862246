import type { Ballot, Content, Poll, PollPage, Vote, Voter } from '../wire/polls';
import * as wire from '../wire/polls';
import type { Cards } from './cards.svelte';

type Rights = Pick<PollPage, 'unit_name' | 'may_vote' | 'why_not' | 'may_close' | 'may_cancel'>;
const NONE: Rights = { unit_name: '', may_vote: false, why_not: '', may_close: false, may_cancel: false };

/** One poll's page: the poll as everyone sees it comes from the space's stream, the rest is the reader's own. */
export class PollView {
  rights = $state.raw<Rights>(NONE);
  roll = $state.raw<readonly Voter[]>([]);
  #ballot = $state.raw<Vote | null>(null);
  readonly poll: Poll | undefined = $derived.by(() => this.cards.poll(this.space, this.place));

  constructor(
    readonly space: number,
    readonly place: number,
    readonly cards: Cards,
    /** My ballot as my own stream tells it: cast in another tab, or by my alternate. */
    readonly pushed: () => Ballot | undefined,
  ) {}

  /** The later of what the page and what the stream told. */
  get ballot(): Vote | null {
    const pushed = this.pushed();
    if (!pushed || !this.#ballot) return pushed ?? this.#ballot;
    return Date.parse(this.#ballot.cast_at) > Date.parse(pushed.cast_at) ? this.#ballot : pushed;
  }

  async load(): Promise<void> {
    this.learn(await wire.fetchPoll(this.space, this.place));
  }

  learn(page: PollPage): void {
    const { poll, roll, ballot, ...rights } = page;
    this.cards.apply(poll);
    this.roll = roll;
    this.rights = rights;
    this.#ballot = ballot;
  }

  async cast(content: Content): Promise<void> {
    this.#ballot = await wire.castBallot(this.space, this.place, {
      ...content,
      version: this.poll?.version ?? 1,
      client_id: crypto.randomUUID(),
    });
  }

  async close(reason: string): Promise<void> {
    this.cards.apply(await wire.closePoll(this.space, this.place, reason));
  }

  async cancel(reason: string): Promise<void> {
    this.cards.apply(await wire.cancelPoll(this.space, this.place, reason));
  }
}
