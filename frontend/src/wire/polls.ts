/** Polls, ballots, decisions. */
import { get, post, put } from './api';
import type { Badge, Label, Message } from './shapes';

export type Unit = 'person' | 'delegation' | 'organisation';
export type PollState = 'scheduled' | 'open' | 'closed' | 'cancelled';
export type Rule =
  | { method: 'plurality' }
  | {
      method: 'threshold';
      of: 'cast' | 'eligible';
      /** Numerator and denominator. */
      at_least: [number, number];
      more_than: boolean;
      with_abstentions: boolean;
    };
export type Option = { key: string; text: string; note: string };
/** One test of the rule: `reached` of `of`, where `needed` were enough. */
export type Condition = {
  test: 'quorum' | 'threshold';
  option: string | null;
  reached: number;
  of: number;
  needed: number;
  met: boolean;
};
export type PollResult = {
  question: string;
  rule: Rule;
  version: number;
  eligible: number;
  cast: number;
  abstained: number;
  counts: { key: string; count: number }[];
  /** Several: a tie. None: nobody chose any. */
  leading: string[];
  tests: Condition[];
};
export type Poll = {
  kind: 'poll';
  space: number;
  place: number;
  rev: number;
  topic: number | null;
  poll_kind: string;
  secrecy: string;
  unit: Unit;
  question: string;
  version: number;
  options: Option[];
  min_choices: number;
  max_choices: number;
  quorum: number | null;
  rule: Rule;
  label: Label;
  capabilities: string[];
  by: Badge;
  state: PollState;
  opens_at: string;
  closes_at: string;
  closed_at: string | null;
  reason: string;
  eligible: number;
  cast: number;
  roll_hash: string;
  result: PollResult | null;
};
/** How my unit voted, and who cast it. */
export type Vote = {
  unit_name: string;
  choices: string[];
  abstained: boolean;
  by: Badge;
  cast_at: string;
};
/** The same in my own stream. */
export type Ballot = Vote & {
  kind: 'ballot';
  place: number;
  rev: number;
  space: number;
  /** The poll's place. */
  poll: number;
};
export type Voter = { key: string; name: string; constituency: string; voted: boolean | null };
export type PollPage = {
  poll: Poll;
  roll: Voter[];
  unit_name: string;
  ballot: Vote | null;
  may_vote: boolean;
  why_not: string;
  may_close: boolean;
  may_cancel: boolean;
};
export type NewPoll = {
  client_id: string;
  unit: Unit;
  question: string;
  options: { text: string; note: string }[];
  min_choices: number;
  max_choices: number;
  quorum: number | null;
  rule: Rule;
  opens_at: string | null;
  closes_at: string;
  label: Label | null;
  capabilities: string[];
  topic: number | null;
};
export type Choice = { choices: string[]; abstained: boolean };
export type Decision = { poll: Poll; where: string; mine: 'cannot' | 'waiting' | 'cast' };
export type Decisions = { items: Decision[]; next: string | null };

const path = (space: number, place: number) => `/spaces/${space}/polls/${place}`;

export const fetchPoll = (space: number, place: number) => get<PollPage>(path(space, place));
export const openPoll = (space: number, draft: NewPoll) =>
  post<{ poll: Poll; message: Message | null }>(`/spaces/${space}/polls`, draft);
export const castBallot = (space: number, place: number, ballot: Choice & { client_id: string }) =>
  put<Ballot>(`${path(space, place)}/ballot`, ballot);
export const closePoll = (space: number, place: number, reason: string) =>
  post<Poll>(`${path(space, place)}/close`, { reason });
export const cancelPoll = (space: number, place: number, reason: string) =>
  post<Poll>(`${path(space, place)}/cancel`, { reason });
export function fetchDecisions(state: PollState, after: string | null): Promise<Decisions> {
  return get<Decisions>(`/decisions?${new URLSearchParams({ state, ...(after ? { after } : {}) })}`);
}
