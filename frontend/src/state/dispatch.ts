import type { Changes, Counts, Down, Item, Message, Reshown } from '../wire/shapes';
import type { Tab } from './tab.svelte';

const NONE: Counts = { unread: 0, mentions: 0, topics: {} };

/** A text that is written here: asked first with each frame, it says whether it took it. */
export type OpenText = { readonly isUnsent: boolean; hear(frame: Down): boolean };

/** Bring one frame into the state. A new kind does not compile until it is handled here. */
export function dispatch(frame: Down, tab: Tab): void {
  for (const text of tab.texts) if (text.hear(frame)) return;
  switch (frame.kind) {
    case 'hello':
      if (tab.session.me && tab.session.me.id !== frame.me.id) {
        tab.signedOut(); // somebody else signed in beside this page: nothing of theirs is for it
        return;
      }
      tab.session.meet(frame.me);
      tab.greeted();
      return;
    case 'changes':
      changes(frame, tab);
      return;
    case 'caught_up':
      tab.streams.caughtUp(frame.stream, frame.rev);
      if (frame.unread !== undefined) tab.counted(numberOf(frame.stream), { ...NONE, ...frame });
      return;
    case 'gone':
      gone(frame.stream, tab);
      return;
    case 'ack':
      // The item itself follows in the space's stream; where the page does not show it, the ack is all.
      if (!tab.timeline(frame.space)) tab.outbox.arrived(frame.client_id);
      else tab.outbox.accepted(frame.client_id);
      return;
    case 'refused':
      if (frame.client_id) tab.outbox.refused(frame.client_id, frame);
      else tab.onrefused?.(frame.message || frame.code);
      return;
    case 'typing':
      if (!tab.session.isMine(frame.seat)) tab.hints.writes(frame);
      return;
    case 'presence':
      tab.hints.setHere(frame.space, frame.here);
      return;
    case 'caret': // of a text that is no longer open
    case 'pong':
      return;
    default:
      frame satisfies never;
  }
}

function changes(frame: Changes, tab: Tab): void {
  const known = tab.streams.rev(frame.stream) ?? 0;
  const verdict = tab.streams.take(frame);
  if (verdict === 'drop') return;
  // A frame may begin before what is known here, since tabs share it: what lies between is not new.
  if (frame.after !== null && frame.after < known) frame = { ...frame, after: known };
  const [kind] = frame.stream.split(':');
  if (kind === 'space') {
    ofSpace(frame, verdict === 'reset', tab);
    return;
  }
  if (kind === 'desk') {
    const desk = tab.desk(numberOf(frame.stream));
    if (verdict === 'reset') desk.clear();
  }
  for (const item of frame.items) ofMine(item, frame, tab);
}

function ofSpace(frame: Changes, isReset: boolean, tab: Tab): void {
  const timeline = tab.timeline(numberOf(frame.stream));
  if (isReset) timeline?.reset(frame.items, frame.earlier ?? false);
  else timeline?.take(frame.items);
  const arrived: Message[] = [];
  for (const item of frame.items) {
    if (item.kind === 'message') {
      if (isNew(item, frame.after, tab)) arrived.push(item);
    } else if (item.kind === 'document' || item.kind === 'poll') tab.cards.apply(item);
    else if (item.kind === 'seat' && !isReset) tab.refreshSpace(item.space);
  }
  if (arrived.length) tell(numberOf(frame.stream), arrived, tab);
}

/** Whether a message is new and not mine. Its author no longer writes; my own is no longer on its way. */
function isNew(item: Message, after: number | null, tab: Tab): boolean {
  if (item.by) tab.hints.stopped(item.space, item.by.seat);
  if (item.by && tab.session.isMine(item.by.seat)) {
    if (item.client_id) tab.outbox.arrived(item.client_id);
    return false;
  }
  return after !== null && item.place > after && !item.gone; // else known before, or only changed
}

/** Count what came in one frame, and tell who shows or announces it. */
function tell(space: number, arrived: readonly Message[], tab: Tab): void {
  const unread = arrived.filter((item) => tab.marks.isUnread(item, (seat) => tab.session.isMine(seat)));
  tab.spaces.addUnread(
    space,
    unread.map((item) => ({
      topic: item.topic,
      mentionsMe: tab.mentionsMe(item),
      isMuted: tab.isMuted(space, item.topic),
    })),
  );
  for (const item of arrived) for (const hear of tab.onarrival) hear(item);
}

/** Kinds whose coming may change what waits for me. */
const CALLS: readonly Item['kind'][] = ['notice', 'ballot', 'crossing', 'proposal', 'report', 'consent'];

function ofMine(item: Item, frame: Changes, tab: Tab): void {
  if (frame.after !== null && CALLS.includes(item.kind)) tab.waitingChanged();
  switch (item.kind) {
    case 'mark':
      if (tab.marks.apply(item) && frame.after !== null) tab.countAgain(item.space);
      return;
    case 'draft':
      tab.drafts.apply(item);
      return;
    case 'notice':
      tab.notices.apply(item);
      return;
    case 'door':
      if (item.open && item.space) tab.enter(item.space);
      else tab.lose(item.space_id);
      return;
    case 'hidden':
      tab.own.apply(item);
      return;
    case 'reshown':
      reshow(item, tab);
      return;
    case 'ballot':
      tab.own.apply(item);
      return;
    case 'carry':
      tab.own.apply(item);
      return;
    case 'consent':
    case 'crossing':
      if (frame.stream === 'me') tab.own.apply(item);
      else tab.desk(numberOf(frame.stream)).apply(item);
      return;
    case 'proposal':
    case 'report':
    case 'appeal':
    case 'flag':
    case 'hold':
      tab.desk(numberOf(frame.stream)).apply(item);
      return;
    case 'topic':
    case 'message':
    case 'seat':
    case 'poll':
    case 'document':
    case 'edit':
      return; // things of a space travel in its stream
    default:
      item satisfies never;
  }
}

/** My side keeps a post from me, or no longer does: what stood here goes, and what is unread is counted again. */
function reshow(item: Reshown, tab: Tab): void {
  const space = item.items[0]?.space;
  if (space === undefined) return;
  tab.timeline(space)?.reshow(item.items);
  tab.countAgain(space);
}

function gone(stream: string, tab: Tab): void {
  if (stream === 'me') tab.signedOut();
  else if (stream.startsWith('space:')) tab.lose(numberOf(stream));
  else tab.streams.forget(stream);
}

/** 12 of `space:12`. */
const numberOf = (stream: string) => Number(stream.split(':')[1] ?? 0);
