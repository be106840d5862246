import { beforeEach, describe, expect, it } from 'vitest';

import { LOOM, message, space, topic, YARN } from '../testing/shapes';
import { Pace, waitingOf } from './pace.svelte';
import { Tab } from './tab.svelte';

const MOMENT = Date.parse('2026-11-23T10:00:00Z'); // of every message here
const REFUSED = {
  code: 'slow_mode',
  message: 'People write slowly here.',
  facts: { until: '2026-11-23T10:01:00Z' },
};

describe('waitingOf', () => {
  const own = [message(6), message(7, { topic: 90 })];

  it('lets write where nothing is slow and nobody is muted', () => {
    expect(waitingOf(space(), topic(), own, undefined)).toBeNull();
  });

  it('counts from my own message in a slow topic, and from any in a slow space', () => {
    const slow = topic({ slow_seconds: 60 });
    expect(waitingOf(space(), slow, [message(6)], undefined)).toEqual({
      why: 'slow_mode',
      until: MOMENT + 60_000,
    });
    expect(waitingOf(space(), slow, [message(7, { topic: 90 })], undefined)?.until).toBe(MOMENT);
    expect(waitingOf(space({ slow_seconds: 300 }), topic(), own, undefined)?.until).toBe(MOMENT + 300_000);
  });

  it('lets moderators write', () => {
    expect(waitingOf(space({ slow_seconds: 300, may_moderate: true }), topic(), own, undefined)).toBeNull();
  });

  it('takes what lasts longest: a mute, or what the server said', () => {
    const muted = space({ slow_seconds: 30, muted_until: '2026-11-23T11:00:00Z' });
    expect(waitingOf(muted, topic(), own, undefined)).toEqual({ why: 'muted', until: MOMENT + 3_600_000 });
    const told = { why: 'slow_mode' as const, until: MOMENT + 90_000 };
    expect(waitingOf(space({ slow_seconds: 30 }), topic(), own, told)).toEqual(told);
  });

  it('forgets what the server said about a pace that no longer holds', () => {
    const told = { why: 'slow_mode' as const, until: MOMENT + 90_000 };
    expect(waitingOf(space(), topic(), [], told)).toBeNull();
  });
});

describe('Pace', () => {
  it('learns from refusals that pass, and from no other', () => {
    const pace = new Pace();
    expect(pace.learn(LOOM, YARN, { code: 'topic_locked', message: '' })).toBe(false);
    expect(pace.learn(LOOM, YARN, { code: 'muted', message: '', facts: { until: 'soon' } })).toBe(false);
    expect(pace.learn(LOOM, YARN, REFUSED)).toBe(true);
    expect(pace.told(LOOM, YARN)).toEqual({ why: 'slow_mode', until: MOMENT + 60_000 });
  });
});

describe('a post that comes too soon', () => {
  let tab: Tab;
  beforeEach(() => {
    tab = new Tab();
    tab.line.send = () => true;
  });
  const post = () => tab.outbox.post(LOOM, { topic: YARN, body: 'Too soon', label: 'amber', quote: 6 });

  it('goes back into the composer, whole', () => {
    tab.outbox.refused(post(), REFUSED);
    expect(tab.outbox.all).toEqual([]);
    expect(tab.drafts.of(LOOM, YARN)).toMatchObject({ body: 'Too soon', label: 'amber', quote: 6 });
  });

  it('stays a row of its own where other words are being written', () => {
    tab.drafts.write(LOOM, YARN, { body: 'Next' });
    tab.outbox.refused(post(), REFUSED);
    expect(tab.outbox.all).toMatchObject([{ body: 'Too soon', fate: 'failed' }]);
    expect(tab.drafts.of(LOOM, YARN).body).toBe('Next');
  });
});
