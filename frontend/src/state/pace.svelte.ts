import { SvelteMap } from 'svelte/reactivity';

import type { Message, SpaceShape, Topic } from '../wire/shapes';

/** Why one may not write at the moment, and until when (milliseconds since 1970). */
export type Waiting = { why: 'muted' | 'slow_mode'; until: number };

const CODES: readonly string[] = ['muted', 'slow_mode'];

/** What the server said about waiting: it knows better than this tab's clock. */
export class Pace {
  readonly #told = new SvelteMap<string, Waiting>();

  told(space: number, topic: number): Waiting | undefined {
    return this.#told.get(`${space}.${topic}`);
  }

  /** Learn from a refusal. False: it is of another kind. */
  learn(space: number, topic: number, { code, facts }: Refusal): boolean {
    const until = typeof facts?.until === 'string' ? Date.parse(facts.until) : NaN;
    if (!CODES.includes(code) || Number.isNaN(until)) return false;
    this.#told.set(`${space}.${topic}`, { why: code as Waiting['why'], until });
    return true;
  }
}

export type Refusal = { code: string; message: string; facts?: Record<string, unknown> };

/**
 * What keeps a person from writing in a topic for a while: a moderator, or slow mode after a message of their own. The
 * one that lasts longest; null where nothing does. It may be over: compare `until` with the clock.
 */
export function waitingOf(
  space: SpaceShape,
  topic: Topic,
  own: readonly Message[],
  told: Waiting | undefined,
): Waiting | null {
  const found: Waiting[] = told && told.why !== 'muted' && !isSlow(space, topic) ? [] : told ? [told] : [];
  if (space.muted_until) found.push({ why: 'muted', until: Date.parse(space.muted_until) });
  for (const message of isSlow(space, topic) ? own : []) {
    const seconds = Math.max(space.slow_seconds, message.topic === topic.place ? topic.slow_seconds : 0);
    found.push({ why: 'slow_mode', until: Date.parse(message.posted_at) + seconds * 1000 });
  }
  return found.sort((a, b) => b.until - a.until)[0] ?? null;
}

const isSlow = (space: SpaceShape, topic: Topic) =>
  !space.may_moderate && (space.slow_seconds > 0 || topic.slow_seconds > 0);
