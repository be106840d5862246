import { SvelteMap, SvelteSet } from 'svelte/reactivity';

import { leaveQuickly } from '../wire/api';
import { fetchSpace, fetchStart, muteTopic, reactTo, saveMark } from '../wire/calls';
import { fetchWaiting } from '../wire/find';
import type {
  Changes,
  Counts,
  Crossing,
  Message,
  SpaceShape,
  Start,
  StreamName,
  Up,
  Word,
} from '../wire/shapes';
import { Line, type LineState } from '../wire/socket';
import { Cards } from './cards.svelte';
import { dispatch, type OpenText } from './dispatch';
import { Drafts } from './drafts.svelte';
import { Hints } from './hints.svelte';
import { lasting } from './lasting.svelte';
import { Marks } from './marks.svelte';
import { Notices } from './notices.svelte';
import { Outbox, type Pending } from './outbox.svelte';
import { Desk, Own } from './own.svelte';
import { Pace, type Refusal } from './pace.svelte';
import { Session } from './session.svelte';
import { Soon } from './soon';
import { Spaces } from './spaces.svelte';
import { Streams } from './streams';
import { Timeline } from './timeline.svelte';

const AGAIN_MS = 60_000;
const COUNTS_MS = 500;
const KEPT_TIMELINES = 6;

export const spaceStream = (space: number): StreamName => `space:${space}`;

/** Everything that this tab knows, and its line to the server. Made once, in `main.ts`; screens are handed it. */
export class Tab {
  readonly session = new Session();
  readonly spaces = new Spaces();
  readonly marks = new Marks();
  readonly drafts = new Drafts();
  readonly notices = new Notices();
  readonly hints = new Hints();
  readonly own = new Own();
  readonly pace = new Pace();
  readonly cards = new Cards();
  readonly outbox: Outbox;
  readonly streams: Streams;
  readonly line: Line;
  lineState = $state<LineState>('connecting');
  /** The site was renewed since this page came: its screens are no longer there, a reload brings the new ones. */
  isOld = $state(false);
  #focus: number | null = null;
  readonly #timelines = new SvelteMap<number, Timeline>(); // the last opened at the end
  readonly #muted = new SvelteSet<string>();
  readonly #desks = new Map<number, Desk>(); // asked for while drawing, so making one must not count as a change
  readonly #soon = new Soon(COUNTS_MS);
  /** Called with each message that is new and not mine, for announcing it. */
  readonly onarrival = new Set<(message: Message) => void>();
  /** Texts that are open here, or still have something to send. */
  readonly texts = new Set<OpenText>();
  /** Keys that the frame does not answer itself: `next`, `reply`… */
  readonly oncommand = new Set<(command: string) => void>();
  /** Called with the sentence of a refused act that has no row of its own. */
  onrefused: ((sentence: string) => void) | null = null;

  constructor() {
    this.line = new Line({
      onframes: (frames) => {
        for (const frame of frames) dispatch(frame, this);
      },
      onstate: (state) => (this.lineState = state),
      onsignedout: () => this.signedOut(),
      watched: () => this.streams.all(),
      person: () => this.session.me?.id ?? 0,
    });
    this.streams = new Streams((streams) => this.line.send({ do: 'watch', streams }));
    this.outbox = new Outbox({
      send: (frame: Up) => this.line.send(frame),
      onposted: (message) => this.timeline(message.space)?.apply(message),
      ontakeback: (one, refusal) => this.#takeBack(one, refusal),
    });
  }

  /**
   * Learn who I am and what I may enter, and listen. The newest page of the space shown first comes along: it is there
   * before the line stands, which is then asked for what came since. Fails with ApiError.
   */
  async start(first: number | null = null): Promise<Start> {
    this.line.open(); // its greeting takes as long as the answer: one wait for both
    const start = await fetchStart(first);
    const newest = start.newest ?? null;
    this.session.learn(start);
    this.spaces.learn(start.spaces);
    for (const { space, topic } of start.muted) this.#muted.add(`${space}.${topic}`);
    this.streams.join({
      me: null,
      ...Object.fromEntries(
        start.spaces.map((space) => [
          spaceStream(space.id),
          space.id === first ? (newest?.rev ?? null) : space.rev,
        ]),
      ),
      ...Object.fromEntries(start.desks.map((group) => [`desk:${group}`, null])),
    });
    if (first !== null && this.spaces.get(first)) this.open(first, newest);
    for (const { space, ...counts } of start.counts) this.counted(space, counts);
    this.waitingChanged();
    setInterval(() => this.streams.again(), AGAIN_MS);
    return start;
  }

  /** What waits for me is gathered by the server from every kind: asked for on coming home, and after news that may change it. */
  async refreshWaiting(): Promise<void> {
    this.#soon.drop('waiting');
    this.session.waiting = await fetchWaiting();
  }

  /** Something came that may wait for me, or no longer does: ask once, after a moment. */
  waitingChanged(): void {
    this.#soon.ask('waiting', () => void this.refreshWaiting().catch(() => undefined));
  }

  timeline(space: number): Timeline | undefined {
    return this.#timelines.get(space);
  }

  /** The timeline of a space that a screen now shows; its newest page is asked for if it is not known. */
  open(space: number, newest: Changes | null = null): Timeline {
    let timeline = this.#timelines.get(space);
    if (timeline) this.#timelines.delete(space);
    timeline ??= lasting(() => new Timeline(space));
    this.#timelines.set(space, timeline);
    if (newest) dispatch(newest, this);
    const stream = spaceStream(space);
    const isAsked = this.streams.has(stream) && this.streams.rev(stream) === null;
    if (!timeline.isLoaded && !isAsked) this.streams.join({ [stream]: null });
    const [oldest] = this.#timelines.keys();
    if (this.#timelines.size > KEPT_TIMELINES && oldest !== undefined) this.#timelines.delete(oldest);
    return timeline;
  }

  /** What this tab has on screen: presence and typing are shown only where one looks. */
  focus(space: number | null): void {
    this.#focus = space;
    this.line.send({ do: 'focus', space });
  }

  /** Back from old history to the newest page. */
  showNewest(space: number): void {
    this.streams.join({ [spaceStream(space)]: null });
  }

  desk(group: number): Desk {
    let desk = this.#desks.get(group);
    if (!desk) this.#desks.set(group, (desk = lasting(() => new Desk())));
    return desk;
  }

  /** A space opened to me. */
  enter(space: SpaceShape): void {
    this.session.speakFrom(space.seat);
    this.spaces.put(space);
    if (!this.streams.has(spaceStream(space.id))) this.streams.join({ [spaceStream(space.id)]: space.rev });
  }

  /** Its audience changed: whoever writes there must be told. */
  refreshSpace(space: number): void {
    const ask = () =>
      void fetchSpace(space).then(
        (fresh) => this.spaces.put(fresh),
        () => undefined,
      );
    this.#soon.ask(`space ${space}`, ask);
  }

  /** The space is no longer mine to read. */
  lose(space: number): void {
    this.streams.forget(spaceStream(space));
    this.#timelines.get(space)?.clear();
    this.#timelines.delete(space);
    this.cards.drop(space);
    this.spaces.drop(space);
  }

  react(space: number, place: number, word: Word, on: boolean): void {
    if (!this.line.send({ do: 'react', space, place, word, on }))
      void reactTo(space, place, word, on).then((message) => this.timeline(space)?.apply(message));
  }

  isMuted(space: number, topic: number): boolean {
    return this.#muted.has(`${space}.${topic}`);
  }

  /** Leave a topic out of my counts, or take it in again. */
  async mute(space: number, topic: number, on: boolean): Promise<void> {
    await muteTopic(space, topic, on);
    if (on) this.#muted.add(`${space}.${topic}`);
    else this.#muted.delete(`${space}.${topic}`);
    this.countAgain(space);
  }

  /** I have read up to `upto`; a smaller place than before marks unread from there. */
  read(space: number, topic: number, upto: number): void {
    if (this.marks.upto(space, topic) === upto) return;
    this.marks.set(space, topic, upto);
    if (!this.line.send({ do: 'read', space, topic, upto }))
      void saveMark(space, topic, upto).catch(() => undefined);
    this.countAgain(space);
  }

  writing(space: number, topic: number): void {
    if (this.session.me?.shows_presence && this.hints.mayTell())
      this.line.send({ do: 'typing', space, topic });
  }

  /** Whether the message calls me: by name, as everybody, or as a moderator. */
  mentionsMe(message: Message): boolean {
    return (
      message.mentions_all ||
      message.mentions.some((seat) => this.session.isMine(seat)) ||
      (message.mentions_moderators && (this.spaces.get(message.space)?.may_moderate ?? false))
    );
  }

  /** The server counted what I have not read in a space. */
  counted(space: number, { unread, mentions, topics }: Counts): void {
    this.spaces.setCounts(space, { unread, mentions, topics });
    const timeline = this.#timelines.get(space);
    // Old history says nothing of what is unread, which is newer.
    for (const topic of timeline && !timeline.isDetached ? timeline.topics : []) {
      const others = timeline?.messages.filter(
        (message) =>
          message.topic === topic.place &&
          !message.gone &&
          !(message.by && this.session.isMine(message.by.seat)),
      );
      this.marks.settle(
        space,
        topic.place,
        others?.map((message) => message.place) ?? [],
        topics[topic.place] ?? 0,
      );
    }
    if (timeline?.isLoaded) timeline.isCounted = true;
  }

  /** Ask once, after a moment, for the exact numbers of a space. */
  countAgain(space: number): void {
    this.#soon.ask(`counts ${space}`, () => this.streams.again(spaceStream(space)));
  }

  /** The session has ended, or this page no longer belongs to the person who is signed in. */
  signedOut(): void {
    this.session.isOver = true;
    this.line.end();
  }

  /** The server says hello, again or for the first time. */
  greeted(): void {
    if (this.#focus !== null) this.line.send({ do: 'focus', space: this.#focus });
    this.streams.again();
    this.outbox.lineIsBack();
  }

  command(command: string): void {
    for (const run of this.oncommand) run(command);
  }

  /** Leave at once: signed out, the page replaced by a neutral one. */
  leave(): void {
    this.session.isOver = true; // so that nothing asks whether to stay
    this.line.end();
    leaveQuickly(this.session.quickExit);
  }

  /** My posts that were turned down in threads that I no longer read. */
  get postsLeft(): Crossing[] {
    const isLeft = ({ state, bridge }: Crossing) =>
      (state === 'returned' || state === 'declined') && !this.spaces.get(bridge);
    return this.own.crossings.filter(isLeft);
  }

  /** Text that only this tab has: closing it would lose it. */
  get holdsUnsentText(): boolean {
    const isWriting = [...this.texts].some((one) => one.isUnsent);
    return !this.session.isOver && (isWriting || this.drafts.isUnsaved || !this.outbox.isEmpty);
  }

  /** Refused for a while only: the words go back into the composer, unless others stand there by now. */
  #takeBack({ space, topic, body, label, note, quote }: Pending, refusal: Refusal): boolean {
    if (!this.pace.learn(space, topic, refusal) || this.drafts.of(space, topic).body) return false;
    this.drafts.write(space, topic, { body, label: label ?? '', note: note ?? '', quote: quote ?? null });
    return true;
  }
}
