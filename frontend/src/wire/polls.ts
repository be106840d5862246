/** Polls, ballots, decisions. */
import { get, post, put } from './api';
import type {
  BallotDraft,
  DecisionRow,
  Decisions as DecisionsPage,
  PollDraft,
  PollOpened as PollOpenedShape,
  PollPage as PollPageShape,
  PollState,
} from './schema/types.gen';
import type { Ballot, Message, Poll } from './shapes';

export type {
  ConditionShape as Condition,
  OptionShape as Option,
  PollState,
  Unit,
  VoterShape as Voter,
  VoteShape as Vote,
} from './schema/types.gen';
export type { Ballot, Poll, PollResult, Rule } from './shapes';
export type PollPage = Omit<PollPageShape, 'poll'> & { poll: Poll };
export type PollOpened = Omit<PollOpenedShape, 'poll' | 'message'> & { poll: Poll; message: Message | null };
/** What the server fills in for every poll of the present kind is left to it. */
export type NewPoll = Required<Omit<PollDraft, 'poll_kind' | 'secrecy' | 'body'>>;
export type Choice = Required<Omit<BallotDraft, 'client_id'>>;
export type Decision = Omit<DecisionRow, 'poll'> & { poll: Poll };
export type Decisions = Omit<DecisionsPage, 'items'> & { items: Decision[] };

const path = (space: number, place: number) => `/spaces/${space}/polls/${place}`;

export const fetchPoll = (space: number, place: number) => get<PollPage>(path(space, place));
export const openPoll = (space: number, draft: NewPoll) => post<PollOpened>(`/spaces/${space}/polls`, draft);
export const castBallot = (space: number, place: number, ballot: Choice & { client_id: string }) =>
  put<Ballot>(`${path(space, place)}/ballot`, ballot);
export const closePoll = (space: number, place: number, reason: string) =>
  post<Poll>(`${path(space, place)}/close`, { reason });
export const cancelPoll = (space: number, place: number, reason: string) =>
  post<Poll>(`${path(space, place)}/cancel`, { reason });
export function fetchDecisions(state: PollState, after: string | null): Promise<Decisions> {
  return get<Decisions>(`/decisions?${new URLSearchParams({ state, ...(after ? { after } : {}) })}`);
}
