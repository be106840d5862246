import { describe, expect, it } from 'vitest';

import type { Crossing, Proposal } from '../wire/bridges';
import type { Report } from '../wire/shapes';
import { queueOf, waitingOn } from './desk';

const post = (crossing: number, state: Crossing['state'], due_at: string, decided_at: string | null = null) =>
  ({ kind: 'crossing', crossing, state, due_at, decided_at }) as Crossing;
const proposal = (bridge: number, answer: Proposal['answer'], proposing = false) =>
  ({
    kind: 'proposal',
    bridge,
    answer,
    proposing,
    state: 'invited',
    proposed_at: `2026-11-0${bridge}`,
    may: answer === 'invited' ? ['accept', 'decline'] : ['amend', 'close'],
    amendments: [],
  }) as Partial<Proposal> as Proposal;
const report = (place: number, state: Report['state'], decided_at: string | null = null) =>
  ({ kind: 'report', place, state, at: `2026-11-2${place}`, decided_at }) as Report;

describe('a desk', () => {
  const queue = queueOf([
    post(1, 'held', '2026-11-24T16:00Z'),
    post(2, 'held', '2026-11-24T12:00Z'),
    post(3, 'released', '2026-11-23', '2026-11-23T08:00Z'),
    post(4, 'withdrawn', '2026-11-23', '2026-11-23T09:00Z'),
    report(1, 'open'),
    report(2, 'decided', '2026-11-23T10:00Z'),
    proposal(1, 'invited'),
    proposal(2, 'accepted', true),
  ]);

  it('shows what waits, the nearest deadline on top', () => {
    expect(queue.crossings.map((one) => one.crossing)).toEqual([2, 1]);
    expect(queue.reports.map((one) => one.place)).toEqual([1]);
    expect(queue.proposals.map((one) => one.bridge)).toEqual([1]);
    expect(waitingOn(queue)).toBe(4);
  });

  it('asks for an answer to a change of the charter', () => {
    const waiting = [{ waits: true }] as Proposal['amendments'];
    const changed: Proposal = { ...proposal(3, 'accepted'), amendments: waiting };
    expect(queueOf([changed]).proposals).toEqual([changed]);
  });

  it('keeps what was decided, newest first, without what its author took back', () => {
    expect(queue.decided.map((one) => one.kind)).toEqual(['report', 'crossing']);
    expect(queue.others.map((one) => one.bridge)).toEqual([2]);
  });
});
