/** Polls, ballots, decisions. */
import { get, patch, post, put, remove } from './api';
import type {
  AmendmentDraft,
  BallotDraft,
  BreakDraft,
  CarriedDraft,
  CarriedShape,
  DecisionRow,
  ExtensionDraft,
  Decisions as DecisionsPage,
  Electorate,
  OutcomeDraft,
  ProxiesShape,
  ProxyDraft,
  ProxyShape,
  PollDraft,
  PollDraftShape,
  PollEdit,
  PollOpened as PollOpenedShape,
  PollPage as PollPageShape,
  PollState,
  PollText,
  ReceiptShape,
  RecordedDraft,
  RecordedShape,
  RecordingShape,
  ResultPage as ResultPageShape,
  Rule as RuleShape,
  SecretVoteShape,
  SilenceDraft,
  VoterShape,
  VoteShape,
} from './schema/types.gen';
import type { Ballot, Message, Poll, PollResult } from './shapes';

export type {
  ExtensionDraft as Extension,
  ConditionShape as Condition,
  Electorate,
  OptionShape as Option,
  OutcomeShape as Outcome,
  PollKind,
  PollState,
  Reasons,
  Secrecy,
  SilenceShape as Silence,
  TieShape as Tie,
  Unit,
} from './schema/types.gen';
export type { Ballot, Poll, PollResult, Rule } from './shapes';
export type Carried = Omit<CarriedShape, 'ballot'> & { ballot: Content | null };
export type Proxies = Omit<ProxiesShape, 'carried'> & { carried: Carried[] };
export type Recorded = Omit<RecordedShape, keyof Content> & Content;
export type Recording = Omit<RecordingShape, 'waiting'> & { waiting: Recorded | null };
export type NewProxy = Required<ProxyDraft>;
export type PollPage = Omit<PollPageShape, 'poll' | 'ballot' | 'roll' | 'proxies' | 'recording'> & {
  proxies: Proxies;
  recording: Recording;
  poll: Poll;
  ballot: Vote | null;
  roll: Voter[];
};
export type PollOpened = Omit<PollOpenedShape, 'poll' | 'message'> & { poll: Poll; message: Message | null };
export type NewPoll = Required<Omit<PollDraft, 'silence'>>;
/** A poll that is not finished, as far as it goes. */
export type KeptText = Required<PollText>;
export type KeptPoll = Omit<PollDraftShape, 'poll'> & { poll: KeptText };
/** A text to be placed under silence. */
export type NewSilence = Pick<PollDraft, 'client_id' | 'unit' | 'question' | 'label' | 'closes_at'> & {
  poll_kind: 'silence';
  silence: Required<SilenceDraft>;
  topic: number | null;
};
export type Objection = Required<BreakDraft>;
/** The rule of a new poll: what it does not say, the server fills in. */
export type NewRule = RuleShape;
/** The whole of a result. */
export type ResultPage = Omit<ResultPageShape, 'result'> & { result: PollResult };
/** What a ballot says; the parts that its poll does not ask for are empty. */
export type Content = Required<Omit<BallotDraft, 'client_id' | 'version' | 'secret'>>;
export type Voter = Omit<VoterShape, 'vote'> & { vote: Content | null };
export type Vote = Omit<VoteShape, keyof Content> & Content;
export type Cast = Content & { client_id: string; version: number; secret: string | null };
export type Receipt = Required<ReceiptShape>;
export type Amendment = Required<AmendmentDraft>;
export type Edit = Required<PollEdit>;
export type NewOutcome = Required<OutcomeDraft>;
export type Decision = Omit<DecisionRow, 'poll'> & { poll: Poll };
export type Decisions = Omit<DecisionsPage, 'items'> & { items: Decision[] };

const path = (space: number, place: number) => `/spaces/${space}/polls/${place}`;

export const fetchPoll = (space: number, place: number) => get<PollPage>(path(space, place));
/** The drafts that I may see. */
export const fetchDrafts = () => get<readonly KeptPoll[]>('/poll-drafts');
export const keepDraft = (space: number, text: KeptText) =>
  post<KeptPoll>(`/spaces/${space}/poll-drafts`, text);
export const changeDraft = ({ id, space, rev }: KeptPoll, text: KeptText) =>
  put<KeptPoll>(`/spaces/${space}/poll-drafts/${id}`, { rev, poll: text });
export const discardDraft = ({ id, space }: KeptPoll) => remove(`/spaces/${space}/poll-drafts/${id}`);
/** How many votes a poll of a space would have, by unit. */
export const fetchElectorate = (space: number) => get<Electorate>(`/spaces/${space}/electorate`);
export const openPoll = (space: number, draft: NewPoll | NewSilence) =>
  post<PollOpened>(`/spaces/${space}/polls`, draft);
export const fetchResult = (space: number, place: number) => get<ResultPage>(`${path(space, place)}/result`);
export const drawLot = (space: number, place: number, number: string) =>
  post<Poll>(`${path(space, place)}/lot`, { number });
export const castBallot = (space: number, place: number, ballot: Cast) =>
  put<Ballot | SecretVoteShape>(`${path(space, place)}/ballot`, ballot);
/** The secret ballots of a poll with receipts, once it is closed. */
export const fetchReceipts = (space: number, place: number) =>
  get<readonly Receipt[]>(`${path(space, place)}/receipts`);
export const amendRoll = (space: number, place: number, amendment: Amendment) =>
  post<Poll>(`${path(space, place)}/roll`, amendment);
export const editPoll = (space: number, place: number, edit: Edit) => patch<Poll>(path(space, place), edit);
export const declareOutcome = (space: number, place: number, outcome: NewOutcome) =>
  post<Poll>(`${path(space, place)}/outcome`, outcome);
export const closePoll = (space: number, place: number, reason: string) =>
  post<Poll>(`${path(space, place)}/close`, { reason });
export const cancelPoll = (space: number, place: number, reason: string) =>
  post<Poll>(`${path(space, place)}/cancel`, { reason });
export const giveProxy = (space: number, proxy: NewProxy) =>
  post<ProxyShape>(`/spaces/${space}/proxies`, proxy);
export const revokeProxy = (space: number, proxy: number) =>
  remove<ProxyShape>(`/spaces/${space}/proxies/${proxy}`);
export const castByProxy = (space: number, place: number, vote: CarriedDraft) =>
  put<VoteShape>(`${path(space, place)}/carried`, vote);
export const recordVote = (space: number, place: number, vote: RecordedDraft) =>
  post<RecordedShape>(`${path(space, place)}/recorded`, vote);
export const decideRecorded = (space: number, place: number, recorded: number, confirm: boolean) =>
  post<null>(`${path(space, place)}/recorded/decide`, { recorded, confirm });
export const breakSilence = (space: number, place: number, objection: Objection) =>
  post<Poll>(`${path(space, place)}/break`, objection);
export const extendPoll = (space: number, place: number, extension: ExtensionDraft) =>
  post<Poll>(`${path(space, place)}/extend`, extension);
export function fetchDecisions(state: PollState, after: string | null): Promise<Decisions> {
  return get<Decisions>(`/decisions?${new URLSearchParams({ state, ...(after ? { after } : {}) })}`);
}
