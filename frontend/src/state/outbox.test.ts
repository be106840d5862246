import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { BEN, LOOM, message, YARN } from '../testing/shapes';
import { fakeLine, json } from '../testing/socket';
import type { Message, Up } from '../wire/shapes';
import { Outbox } from './outbox.svelte';

describe('Outbox', () => {
  let sent: Up[];
  let posted: Message[];
  let isLive: boolean;
  let outbox: Outbox;

  beforeEach(() => {
    vi.useFakeTimers();
    sent = [];
    posted = [];
    isLive = true;
    outbox = new Outbox({
      send: (frame) => isLive && sent.push(frame) > 0,
      onposted: (one) => posted.push(one),
      newId: () => 'c1',
    });
  });
  afterEach(() => vi.useRealTimers());

  const fates = () => outbox.in(LOOM).map((one) => [one.fate, one.why]);

  it('sends by socket, without what is only for the screen', () => {
    outbox.post(LOOM, { topic: YARN, body: 'Hello', label: 'amber' });
    expect(sent).toEqual([
      { do: 'post', space: LOOM, client_id: 'c1', topic: YARN, body: 'Hello', label: 'amber' },
    ]);
    expect(fates()).toEqual([['sending', '']]);
  });

  it('says "not sent" after ten seconds without an answer, and keeps the text', () => {
    outbox.post(LOOM, { topic: YARN, body: 'Hello' });
    vi.advanceTimersByTime(9_999);
    expect(fates()).toEqual([['sending', '']]);
    vi.advanceTimersByTime(1);
    expect(fates()).toEqual([['failed', '']]);
    expect(outbox.in(LOOM)[0]?.body).toBe('Hello');
  });

  it('does not fail what the server has acknowledged', () => {
    outbox.post(LOOM, { topic: YARN, body: 'Hello' });
    outbox.accepted('c1');
    vi.advanceTimersByTime(60_000);
    expect(fates()).toEqual([['sending', '']]);
  });

  it('sends again under the same client_id when the line is back', () => {
    outbox.post(LOOM, { topic: YARN, body: 'Hello' });
    vi.advanceTimersByTime(10_000);
    outbox.lineIsBack();
    expect(sent.map((frame) => frame.do === 'post' && frame.client_id)).toEqual(['c1', 'c1']);
    expect(fates()).toEqual([['sending', '']]);
  });

  it('does not send again by itself what the server refused', () => {
    outbox.post(LOOM, { topic: YARN, body: 'Hello' });
    outbox.refused('c1', { code: 'topic_locked', message: 'This topic is locked.' });
    outbox.lineIsBack();
    expect(sent).toHaveLength(1);
    expect(fates()).toEqual([['failed', 'This topic is locked.']]);
  });

  it('posts by HTTP while there is no socket', async () => {
    isLive = false;
    const answer = message(41, { client_id: 'c1', by: BEN });
    const { asked } = fakeLine(() => json(answer, 201));
    outbox.post(LOOM, { topic: YARN, body: 'Hello' });
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([`POST /api/spaces/${LOOM}/messages`]);
    expect(posted).toEqual([answer]);
    expect(outbox.isEmpty).toBe(true);
  });

  it('waits for the line when there is none at all', async () => {
    isLive = false;
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    outbox.post(LOOM, { topic: YARN, body: 'Hello' });
    await vi.advanceTimersByTimeAsync(0);
    expect(fates()).toEqual([['waiting', '']]);
    isLive = true;
    outbox.lineIsBack();
    expect(fates()).toEqual([['sending', '']]);
    expect(sent).toHaveLength(1);
  });
});
