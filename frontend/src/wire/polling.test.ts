import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Streams } from '../state/streams';
import { FakeSite } from '../testing/site';
import { fakeTabs, noTabs } from '../testing/tabs';
import { Polling } from './polling';
import type { Down, StreamName } from './shapes';

const settle = () => vi.advanceTimersByTimeAsync(0);

/** One tab: what it watches, what it took in, in order. */
class OpenTab {
  readonly streams = new Streams((some) => this.polling?.ask(Object.keys(some)));
  readonly took: string[] = [];
  polling: Polling | null = null;
  ended = '';

  constructor(
    watched: Record<StreamName, number | null>,
    readonly person = 9,
    token = '',
  ) {
    this.streams.join(watched);
    this.polling = new Polling({
      onframes: (frames) => frames.forEach((frame) => this.#take(frame)),
      onsignedout: () => (this.ended = 'signed out'),
      onfailed: () => (this.ended = 'failed'),
      watched: () => this.streams.all(),
      person: () => this.person,
      token,
    });
  }

  #take(frame: Down): void {
    if (frame.kind === 'changes' && this.streams.take(frame) !== 'drop')
      this.took.push(`${frame.stream} ${frame.rev}`);
    else if (frame.kind === 'caught_up') this.streams.caughtUp(frame.stream, frame.rev);
    else if (frame.kind === 'gone') this.streams.forget(frame.stream);
  }
}

describe('Polling', () => {
  let site: FakeSite;
  let tabs: OpenTab[];

  beforeEach(() => {
    vi.useFakeTimers();
    fakeTabs();
    site = new FakeSite();
    Object.assign(site.heads, { me: 3, 'space:1': 10, 'space:2': 20 });
    tabs = [];
  });
  afterEach(() => {
    for (const tab of tabs) tab.polling?.stop();
    noTabs();
    document.cookie = 'csrf=; max-age=0';
    vi.useRealTimers();
  });

  async function open(...all: ConstructorParameters<typeof OpenTab>[]): Promise<OpenTab[]> {
    for (const each of all) {
      tabs.push(new OpenTab(...each));
      await settle();
    }
    return tabs;
  }
  const waited = () => [...site.waiting].map((round) => round.asked.streams);

  it('holds one waiting round for all tabs, over what any of them watches', async () => {
    await open([{ me: 3, 'space:1': 10 }], [{ me: 3, 'space:2': 20 }], [{ me: 3 }]);
    expect(waited()).toEqual([{ me: 3, 'space:1': 10, 'space:2': 20 }]);
  });

  it('brings news to every tab that watches, once', async () => {
    const [one, two, three] = await open([{ me: 3, 'space:1': 10 }], [{ me: 3, 'space:1': 10 }], [{ me: 3 }]);
    const asked = site.asked.length;
    site.say('space:1');
    await settle();
    site.say('space:1', 'me');
    await settle();
    expect(one?.took).toEqual(['space:1 11', 'me 4', 'space:1 12']);
    expect(two?.took).toEqual(one?.took);
    expect(three?.took).toEqual(['me 4']);
    expect(site.asked.length - asked).toBe(2); // the next waiting round after each answer
  });

  it('hands the lead on without a gap or a double', async () => {
    const [one, two] = await open([{ 'space:1': 10 }], [{ 'space:1': 10 }]);
    site.say('space:1');
    await settle();
    one?.polling?.stop();
    site.say('space:1'); // while nobody asks
    await settle();
    site.say('space:1');
    await settle();
    expect(waited()).toHaveLength(1);
    expect(two?.took).toEqual(['space:1 11', 'space:1 12', 'space:1 13']);
  });

  it('gives a tab its own first page, and only to that tab', async () => {
    const [one] = await open([{ 'space:1': 8 }]);
    expect(one?.took).toEqual(['space:1 10']);
    await open([{ 'space:1': null }]);
    expect(tabs[1]?.took).toEqual(['space:1 10']);
    expect(one?.took).toEqual(['space:1 10']);
  });

  it('lets a tab that missed an answer find that out, though nothing new comes in that stream', async () => {
    const [, two] = await open([{ me: 3, 'space:1': 10 }], [{ me: 3, 'space:1': 10 }]);
    const channel = vi
      .spyOn(BroadcastChannel.prototype, 'postMessage')
      .mockImplementationOnce(() => undefined);
    site.say('space:1');
    await settle();
    expect(two?.took).toEqual([]);
    channel.mockRestore();
    site.say('me');
    await settle();
    expect(two?.took).toEqual(['me 4', 'space:1 11']);
    expect(two?.streams.rev('space:1')).toBe(11);
  });

  it('asks anew at once when a tab watches more', async () => {
    const [, two] = await open([{ me: 3 }], [{ me: 3 }]);
    two?.streams.join({ 'space:2': null });
    await settle();
    expect(waited()).toEqual([{ me: 3, 'space:2': 20 }]);
    site.say('space:2');
    await settle();
    expect(two?.took).toEqual(['space:2 20', 'space:2 21']);
    expect(tabs[0]?.took).toEqual([]);
  });

  it('tells every tab that a stream is gone, and asks for it no more', async () => {
    const [one, two] = await open([{ me: 3, 'space:1': 10 }], [{ me: 3, 'space:1': 10 }]);
    site.end('space:1');
    await settle();
    expect([one, two].map((tab) => tab?.streams.has('space:1'))).toEqual([false, false]);
    expect(waited()).toEqual([{ me: 3 }]);
  });

  it('ends in every tab with the session', async () => {
    await open([{ me: 3 }], [{ me: 3 }], [{ me: 3 }]);
    site.isSignedIn = false;
    site.ring();
    await settle();
    expect(tabs.map((tab) => tab.ended)).toEqual(['signed out', 'signed out', 'signed out']);
    expect(waited()).toEqual([]);
  });

  it('keeps sessions apart: another person, and the same person signed in anew', async () => {
    await open([{ 'space:1': 10 }, 9]);
    const heard = vi.spyOn(BroadcastChannel.prototype, 'postMessage');
    document.cookie = 'csrf=second';
    await open([{ 'space:1': 10 }, 8, 'second'], [{ 'space:1': 10 }, 9, 'second']);
    site.say('space:1');
    await settle();
    expect(tabs.map((tab) => tab.took)).toEqual([[], ['space:1 11'], ['space:1 11']]);
    expect(tabs[0]?.ended).toBe('signed out'); // its answer came to another session: dropped, and never asked again
    expect(new Set(heard.mock.contexts.map((channel) => (channel as BroadcastChannel).name))).toEqual(
      new Set(['collab.poll.9.', 'collab.poll.8.second', 'collab.poll.9.second']),
    );
  });

  it('goes on in another tab when the leader cannot reach the server', async () => {
    const [one, two] = await open([{ 'space:1': 10 }], [{ 'space:1': 10 }]);
    site.isDown = true;
    site.ring();
    site.isDown = false;
    await settle();
    expect(one?.ended).toBe('failed');
    site.say('space:1');
    await settle();
    expect(two?.took).toEqual(['space:1 11']);
  });

  it('polls for itself where tabs cannot talk to each other', async () => {
    noTabs();
    await open([{ 'space:1': 10 }], [{ 'space:1': 10 }]);
    expect(waited()).toHaveLength(2);
    site.say('space:1');
    await settle();
    expect(tabs.map((tab) => tab.took)).toEqual([['space:1 11'], ['space:1 11']]);
  });
});
