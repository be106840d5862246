import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ADA, BEN, LOOM, message, space, start, topic, YARN } from '../testing/shapes';
import { fakeLine, FakeSocket, json } from '../testing/socket';
import type { Changes, Down, Item } from '../wire/shapes';
import { dispatch } from './dispatch';
import { Tab } from './tab.svelte';

const STREAM = `space:${LOOM}`;
const changes = (after: number | null, rev: number, ...items: Item[]): Changes => ({
  kind: 'changes',
  stream: STREAM,
  after,
  rev,
  items,
});

describe('dispatch', () => {
  let tab: Tab;

  beforeEach(async () => {
    vi.useFakeTimers();
    fakeLine((path) => (path === '/api/start' ? json(start()) : json({})));
    tab = new Tab();
    await tab.start();
    FakeSocket.last.says({ kind: 'hello', me: start().me });
  });
  afterEach(() => {
    tab.line.end();
    vi.useRealTimers();
  });

  const open = (...items: Item[]) => {
    const timeline = tab.open(LOOM);
    dispatch(changes(null, 40, topic(), ...items), tab);
    return timeline;
  };

  it('watches everything on hello: my own stream, and each space from its rev', () => {
    expect(FakeSocket.last.sent).toContainEqual({ do: 'watch', streams: { me: null, [STREAM]: 40 } });
  });

  it('shows the newest page before the line stands, and asks the line for what came since', async () => {
    tab.line.end();
    const newest = changes(null, 42, topic(), message(39), message(42));
    const { asked } = fakeLine(() =>
      json(start({ newest, counts: [{ space: LOOM, unread: 1, mentions: 0, topics: { [YARN]: 1 } }] })),
    );
    tab = new Tab();
    await tab.start(LOOM);
    expect(asked).toEqual([`GET /api/start?space=${LOOM}`]);
    const timeline = tab.timeline(LOOM);
    expect([timeline?.isCounted, timeline?.messages.map((one) => one.place)]).toEqual([true, [39, 42]]);
    expect(tab.marks.upto(LOOM, YARN)).toBe(39);
    FakeSocket.last.says({ kind: 'hello', me: start().me });
    expect(FakeSocket.last.sent).toEqual([{ do: 'watch', streams: { me: null, [STREAM]: 42 } }]);
  });

  it('asks the line for the newest page where none came along', async () => {
    tab.line.end();
    fakeLine(() => json(start({ newest: null })));
    tab = new Tab();
    await tab.start(LOOM);
    expect(tab.timeline(LOOM)?.isLoaded).toBe(false);
    FakeSocket.last.says({ kind: 'hello', me: start().me });
    expect(FakeSocket.last.sent).toEqual([{ do: 'watch', streams: { me: null, [STREAM]: null } }]);
  });

  it('fills a timeline, then follows', () => {
    const timeline = open(message(39));
    dispatch(changes(40, 41, message(41)), tab);
    expect(timeline.messages.map((one) => one.place)).toEqual([39, 41]);
  });

  it('replaces a pending post by the version of the server, as one row', () => {
    const timeline = open();
    const id = tab.outbox.post(LOOM, { topic: YARN, body: 'Hello' });
    expect(tab.outbox.in(LOOM).map((one) => one.fate)).toEqual(['sending']);
    dispatch({ kind: 'ack', client_id: id, space: LOOM, place: 41, rev: 41 }, tab);
    dispatch(changes(40, 41, message(41, { client_id: id, by: BEN })), tab);
    expect(tab.outbox.in(LOOM)).toEqual([]);
    expect(timeline.messages.map((one) => one.client_id)).toEqual([id]);
  });

  it('counts a message of others once, and a mention of me', () => {
    open();
    dispatch(changes(40, 41, message(41, { mentions: [BEN.seat] })), tab);
    dispatch(changes(40, 41, message(41, { mentions: [BEN.seat] })), tab);
    dispatch(changes(41, 42, message(42, { by: BEN })), tab);
    expect(tab.spaces.get(LOOM)).toMatchObject({ unread: 1, mentions: 1, topics: { [YARN]: 1 } });
  });

  it('counts of a frame that begins before what is known only what is new here', () => {
    open(message(39));
    dispatch(changes(38, 41, message(39), message(40), message(41)), tab);
    expect(tab.spaces.get(LOOM)?.unread).toBe(1);
  });

  it('ends when somebody else is greeted on the same line', () => {
    const sent = FakeSocket.last.sent.length;
    FakeSocket.last.says({ kind: 'hello', me: { ...start().me, id: 8, name: 'Ada (example)' } });
    expect(tab.session.isOver).toBe(true);
    expect(tab.session.me?.name).toBe('Ben (example)');
    expect(FakeSocket.last.sent).toHaveLength(sent);
    expect(FakeSocket.last.readyState).toBe(3);
  });

  it('does not count an edit of an older message', () => {
    open(message(39));
    dispatch(changes(40, 41, message(39, { rev: 41, body: 'Edited' })), tab);
    expect(tab.spaces.get(LOOM)?.unread).toBe(0);
  });

  it('takes the count of the server over its own', () => {
    dispatch(
      { kind: 'caught_up', stream: STREAM, rev: 40, unread: 7, mentions: 2, topics: { [YARN]: 7 } },
      tab,
    );
    expect(tab.spaces.get(LOOM)).toMatchObject({ unread: 7, mentions: 2, topics: { [YARN]: 7 } });
  });

  it('knows from the count which messages of a topic without a mark are unread', () => {
    open(message(37), message(38), message(39));
    dispatch(
      { kind: 'caught_up', stream: STREAM, rev: 40, unread: 1, mentions: 0, topics: { [YARN]: 1 } },
      tab,
    );
    expect(tab.marks.upto(LOOM, YARN)).toBe(38);
  });

  it('drops everything of a space when the right to read it is gone', () => {
    const timeline = open(message(39));
    dispatch({ kind: 'gone', stream: STREAM }, tab);
    expect(timeline.messages).toEqual([]);
    expect(tab.spaces.all).toEqual([]);
    expect(tab.streams.has(STREAM)).toBe(false);
  });

  it('keeps a refused post with the reason', () => {
    open();
    const id = tab.outbox.post(LOOM, { topic: YARN, body: 'Hello' });
    dispatch(
      { kind: 'refused', client_id: id, do: 'post', code: 'topic_locked', message: 'This topic is locked.' },
      tab,
    );
    expect(tab.outbox.in(LOOM)).toMatchObject([
      { fate: 'failed', why: 'This topic is locked.', body: 'Hello' },
    ]);
  });

  it('opens and closes doors', () => {
    const own = (rev: number, item: Item): Down => ({
      kind: 'changes',
      stream: 'me',
      after: rev - 1,
      rev,
      items: [item],
    });
    dispatch({ kind: 'changes', stream: 'me', after: null, rev: 1, items: [] }, tab);
    const kiln = space({ id: 77, title: 'Kiln', rev: 3 });
    dispatch(own(2, { kind: 'door', place: 2, rev: 2, open: true, space_id: 77, space: kiln }), tab);
    expect(tab.spaces.all.map((one) => one.title)).toEqual(['Loom', 'Kiln']);
    expect(FakeSocket.last.sent.at(-1)).toEqual({ do: 'watch', streams: { 'space:77': 3 } });
    dispatch(own(3, { kind: 'door', place: 2, rev: 3, open: false, space_id: 77, space: null }), tab);
    expect(tab.spaces.all.map((one) => one.title)).toEqual(['Loom']);
  });

  it('shows who writes for six seconds, and not longer than until they post', () => {
    open();
    dispatch({ kind: 'typing', space: LOOM, topic: YARN, seat: ADA.seat, name: ADA.name }, tab);
    expect(tab.hints.writersIn(LOOM)).toEqual(['Ada (example)']);
    dispatch(changes(40, 41, message(41)), tab);
    expect(tab.hints.writersIn(LOOM)).toEqual([]);
    dispatch({ kind: 'typing', space: LOOM, topic: YARN, seat: ADA.seat, name: ADA.name }, tab);
    vi.advanceTimersByTime(6_000);
    expect(tab.hints.writersIn(LOOM)).toEqual([]);
  });

  it('looks again every minute', () => {
    const before = FakeSocket.last.sent.length;
    for (let second = 0; second < 60; second += 10) {
      vi.advanceTimersByTime(10_000);
      FakeSocket.last.says({ kind: 'pong' });
    }
    expect(FakeSocket.last.sent.slice(before).filter((frame) => frame.do === 'watch')).toHaveLength(1);
  });
});
