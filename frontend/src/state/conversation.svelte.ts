import { SvelteMap, SvelteSet } from 'svelte/reactivity';

import {
  changeTopic,
  editMessage,
  fetchHistory,
  fetchPeople,
  fetchRevisions,
  moveMessage,
  openTopic,
  pinMessage,
  redactMessage,
  reportMessage,
  setPace,
  withdrawMessage,
} from '../wire/calls';
import { decideWish, fetchWish, muteSeat, type Wish, wishRed } from '../wire/desk';
import type { CardRef, Label, Message, Revision, SeatItem, Topic } from '../wire/shapes';
import type { Tab } from './tab.svelte';

const PAGE = 50;

/** A question that stands over the page. */
export type Asked =
  | { what: 'withdraw' | 'redact' | 'report' | 'wish' | 'move' | 'mute'; message: Message }
  | { what: 'wished'; message: Message; wish: Wish }
  | { what: 'history'; message: Message; revisions: Revision[] }
  | { what: 'rename' | 'slow'; topic: Topic }
  | { what: 'newTopic' };

/** One person's view of a space or of one topic: what is being answered, edited, asked; what was new when it was opened. */
export class Conversation {
  /** Where the composer writes. */
  target = $state<number | null>(null);
  editing = $state<number | null>(null);
  asked = $state.raw<Asked | null>(null);
  cards = $state.raw<readonly CardRef[]>([]);
  people = $state.raw<readonly SeatItem[]>([]);
  /** Topics' places in the order shown, fixed while the screen is open so that nothing jumps. */
  order = $state.raw<readonly number[]>([]);
  isLoading = $state(false);
  /** What is new is known: the screen may be drawn. */
  isFrozen = $state(false);
  readonly #newAfter = new SvelteMap<number, number>();
  readonly #held = new SvelteSet<number>(); // topics marked unread by hand: not read again by looking

  constructor(
    readonly tab: Tab,
    readonly space: number,
    /** The topic shown alone; null: the whole space. */
    readonly topic: number | null,
  ) {
    this.target = topic;
  }

  get timeline() {
    return this.tab.timeline(this.space);
  }

  /** The place after which a topic was new when the screen opened; null if nothing was. */
  newAfter(topic: number): number | null {
    return this.#newAfter.get(topic) ?? null;
  }

  /** Note once what is new now: the line stays where it was until one leaves. */
  freeze(order: readonly number[]): void {
    if (this.isFrozen || !this.timeline?.isCounted) return;
    this.isFrozen = true;
    this.order = order;
    for (const message of this.timeline.messages) {
      const upto = this.tab.marks.upto(this.space, message.topic);
      const isUnread = this.tab.marks.isUnread(message, (seat) => this.tab.session.isMine(seat));
      if (isUnread && !this.#newAfter.has(message.topic)) this.#newAfter.set(message.topic, upto);
    }
  }

  /** Where the composer writes: the topic chosen, else the last one shown, else the newest. */
  topicToWriteIn(last: Topic | undefined): Topic | undefined {
    const chosen = this.target === null ? undefined : this.timeline?.topic(this.target);
    return chosen ?? last ?? this.timeline?.topics.at(-1);
  }

  async loadPeople(): Promise<void> {
    this.people = await fetchPeople(this.space);
  }

  /** Older messages of the space, or of one topic. */
  async loadEarlier(topic?: number): Promise<void> {
    const timeline = this.timeline;
    if (!timeline || this.isLoading) return;
    const shown =
      topic === undefined ? timeline.messages : timeline.messages.filter((one) => one.topic === topic);
    this.isLoading = true;
    try {
      const page = await fetchHistory(this.space, { before: shown[0]?.place, topic, limit: PAGE });
      timeline.addPage(page, page.items.length === PAGE, topic);
    } finally {
      this.isLoading = false;
    }
  }

  /** Make sure that the message at `place` is shown: from what is known, or by fetching its surroundings. */
  async showAround(place: number): Promise<void> {
    const timeline = this.timeline;
    if (!timeline || timeline.message(place)) return;
    const [before, after] = await Promise.all([
      fetchHistory(this.space, { before: place + 1, limit: PAGE }),
      fetchHistory(this.space, { after: place, limit: PAGE }),
    ]);
    timeline.detach({ items: [...before.items, ...after.items] }, after.items.length < PAGE);
  }

  send(topic: number, body: string): void {
    const { label, note, quote } = this.tab.drafts.of(this.space, topic);
    this.tab.outbox.post(this.space, {
      topic,
      body,
      ...(label ? { label } : {}),
      ...(note ? { note } : {}),
      ...(quote === null ? {} : { quote }),
      ...(this.cards.length ? { cards: [...this.cards] } : {}),
    });
    this.cards = [];
    this.tab.drafts.clear(this.space, topic);
  }

  async openTopic(title: string, label: Label, body: string): Promise<number> {
    const opened = await openTopic(this.space, { title, label, body, client_id: crypto.randomUUID() });
    this.timeline?.apply(opened.topic);
    this.timeline?.apply(opened.message);
    this.target = opened.topic.place;
    return opened.topic.place;
  }

  async edit(message: Message, body: string): Promise<void> {
    this.timeline?.apply(await editMessage(this.space, message.place, { body }));
    this.editing = null;
  }

  async withdraw(message: Message): Promise<void> {
    this.timeline?.apply(await withdrawMessage(this.space, message.place));
  }

  async redact(message: Message, reason: string): Promise<void> {
    this.timeline?.apply(await redactMessage(this.space, message.place, reason));
  }

  async pin(message: Message, on: boolean): Promise<void> {
    this.timeline?.apply(await pinMessage(this.space, message.place, on));
  }

  async move(message: Message, topic: number): Promise<void> {
    this.timeline?.apply(await moveMessage(this.space, message.place, topic));
  }

  async report(message: Message, reason: string, words: string): Promise<void> {
    await reportMessage(this.space, message.place, reason, words);
  }

  /** Say that a message should be TLP:RED. */
  async wishRed(message: Message, reason: string): Promise<void> {
    await wishRed(this.space, message.place, reason);
  }

  /** Show what a hidden message says, to those who decide. */
  async openWish(message: Message): Promise<void> {
    this.asked = { what: 'wished', message, wish: await fetchWish(this.space, message.place) };
  }

  async decideWish(message: Message, red: boolean): Promise<void> {
    await decideWish(this.space, message.place, red);
  }

  /** How slowly people write, in a topic or (null) in the whole space. */
  async slow(topic: number | null, seconds: number): Promise<void> {
    await setPace(this.space, topic, seconds);
  }

  /** Take somebody's word for a time, here or (null) in the whole group. */
  async mute(seat: number, space: number | null, minutes: number, reason: string): Promise<void> {
    await muteSeat(seat, { space, minutes, reason });
  }

  async change(
    topic: number,
    changes: { title?: string; locked?: boolean; pinned?: boolean },
  ): Promise<void> {
    this.timeline?.apply(await changeTopic(this.space, topic, changes));
  }

  async showHistory(message: Message): Promise<void> {
    this.asked = { what: 'history', message, revisions: await fetchRevisions(this.space, message.place) };
  }

  /** It stood in view for a second, the window in front. */
  seen(topic: number, place: number): void {
    if (!this.#held.has(topic) && place > this.tab.marks.upto(this.space, topic))
      this.tab.read(this.space, topic, place);
  }

  /** Unread from this message on, until one comes back. */
  unreadFrom(message: Message): void {
    const before = this.timeline?.messages.filter(
      (one) => one.topic === message.topic && one.place < message.place,
    );
    this.#held.add(message.topic);
    this.#newAfter.set(message.topic, message.place - 1);
    this.tab.read(this.space, message.topic, before?.at(-1)?.place ?? 0);
  }

  /** My last message in a topic, for the key E without a message in focus. */
  isMine(message: Message): boolean {
    return message.by !== null && this.tab.session.isMine(message.by.seat);
  }
}
