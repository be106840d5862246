import type { Ballot, Content, Poll, PollPage, ResultPage, Vote, Voter } from '../wire/polls';
import * as wire from '../wire/polls';
import { isUnlinked, newSecret } from '../secrets';
import type { Cards } from './cards.svelte';

type Rights = Pick<
  PollPage,
  | 'unit_name'
  | 'has_voted'
  | 'may_vote'
  | 'why_not'
  | 'may_close'
  | 'may_cancel'
  | 'may_declare'
  | 'may_amend'
  | 'may_edit'
  | 'may_break'
  | 'may_extend'
  | 'proxies'
  | 'recording'
  | 'amendments'
  | 'revisions'
  | 'candidates'
>;
const NONE: Rights = {
  unit_name: '',
  has_voted: false,
  may_vote: false,
  why_not: '',
  may_close: false,
  may_cancel: false,
  may_declare: false,
  may_amend: false,
  may_edit: false,
  may_break: false,
  may_extend: false,
  proxies: { given: null, may_give: false, holders: [], carried: [] },
  recording: { waiting: null, may_record: false, pending: [] },
  amendments: [],
  revisions: [],
  candidates: [],
};

/** What of a pushed poll makes its page another: nobody's choice, but who has voted, and what the reader may do. */
export const newsOf = (poll: Poll | undefined): string =>
  poll ? `${poll.state} ${poll.version} ${poll.cast}` : '';

/** One poll's page: the poll as everyone sees it comes from the space's stream, the rest is the reader's own. */
export class PollView {
  rights = $state.raw<Rights>(NONE);
  roll = $state.raw<readonly Voter[]>([]);
  /** All of the result, once it was asked for. */
  whole = $state.raw<ResultPage | null>(null);
  /** Of the secret vote that was cast here; gone with the page. */
  receipt = $state('');
  /** The news that the page has told; see `newsOf`. */
  known: string | null = null;
  #secret = newSecret();
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
    this.known = newsOf(poll);
    this.cards.apply(poll);
    this.roll = roll;
    this.rights = rights;
    this.#ballot = ballot;
  }

  /** Cast a vote. `receipt`: of the secret ballot that it replaces. The same secret for every try: pressing twice is one vote. */
  async cast(content: Content, receipt: string | null = null): Promise<void> {
    const secrecy = this.poll?.secrecy ?? 'named';
    if (receipt) this.#secret = receipt;
    const answer = await wire.castBallot(this.space, this.place, {
      ...content,
      secret: isUnlinked(secrecy) ? this.#secret : null,
      version: this.poll?.version ?? 1,
      client_id: crypto.randomUUID(),
    });
    if (answer.kind === 'ballot') {
      this.#ballot = answer;
      return;
    }
    this.rights = { ...this.rights, has_voted: true, may_vote: secrecy === 'receipt' };
    if (secrecy === 'receipt') this.receipt = this.#secret;
  }

  async close(reason: string): Promise<void> {
    this.cards.apply(await wire.closePoll(this.space, this.place, reason));
  }

  async declare(outcome: wire.NewOutcome): Promise<void> {
    this.cards.apply(await wire.declareOutcome(this.space, this.place, outcome));
    this.rights = { ...this.rights, may_declare: false };
  }

  async amend(amendment: wire.Amendment): Promise<void> {
    this.cards.apply(await wire.amendRoll(this.space, this.place, amendment));
    await this.load(); // roll, candidates and the list of amendments
  }

  async edit(edit: wire.Edit): Promise<void> {
    this.cards.apply(await wire.editPoll(this.space, this.place, edit));
    await this.load();
  }

  async cancel(reason: string): Promise<void> {
    this.cards.apply(await wire.cancelPoll(this.space, this.place, reason));
  }

  /** Object to the text under silence. */
  async breakSilence(objection: wire.Objection): Promise<void> {
    this.cards.apply(await wire.breakSilence(this.space, this.place, objection));
    await this.load();
  }

  async extend(extension: wire.Extension): Promise<void> {
    this.cards.apply(await wire.extendPoll(this.space, this.place, extension));
    this.rights = { ...this.rights, may_extend: false };
  }

  /** Give my unit's vote for this poll, or until a date, to the seat that speaks for another. */
  async give(holder: number, until: string | null, clientId: string): Promise<void> {
    const poll = until === null ? this.place : null;
    await wire.giveProxy(this.space, { client_id: clientId, holder, poll, until });
    await this.load();
  }

  async revoke(proxy: number): Promise<void> {
    await wire.revokeProxy(this.space, proxy);
    await this.load();
  }

  /** Cast the vote of a unit that I carry. */
  async carry(unit: string, content: Content): Promise<void> {
    const version = this.poll?.version ?? 1;
    await wire.castByProxy(this.space, this.place, {
      ...content,
      unit,
      version,
      client_id: crypto.randomUUID(),
    });
    await this.load();
  }

  /** Write down a vote that a moderator was told for a unit. */
  async record(unit: string, how: string, content: Content): Promise<void> {
    const version = this.poll?.version ?? 1;
    const clientId = crypto.randomUUID();
    await wire.recordVote(this.space, this.place, { ...content, unit, how, version, client_id: clientId });
    await this.load();
  }

  async decide(recorded: number, confirm: boolean): Promise<void> {
    await wire.decideRecorded(this.space, this.place, recorded, confirm);
    await this.load();
  }

  async loadWhole(): Promise<void> {
    this.whole = await wire.fetchResult(this.space, this.place);
  }

  /** Break the ties of the result by lot. */
  async draw(number: string): Promise<void> {
    this.cards.apply(await wire.drawLot(this.space, this.place, number));
  }
}
