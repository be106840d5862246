/**
 * What travels between server and browser, one shape for answer, push and catch-up.
 *
 * Shapes come from the API's snapshot (`npm run types`); frames, and kinds that travel only in streams, are written here.
 * Ids are random integers below 2^53.  What a space shows is addressed by (space, place).  People are seats.
 * Times are ISO 8601 in UTC.
 */
import type {
  AppealShape,
  BallotShape,
  CardRef,
  CarryShape,
  ConsentShape,
  Counts as SpaceCounts,
  CrossingShape,
  DocumentShape,
  DraftShape,
  FlagShape,
  HoldShape,
  Label,
  MarkShape,
  MessageShape,
  MeShape,
  NoticeShape,
  PollShape,
  ProposalShape,
  QuoteShape,
  ReportShape,
  ResultShape,
  SeatShape,
  SpaceShape,
  Start as StartShape,
  Threshold,
  TopicShape,
  Waiting as WaitingShape,
  Word,
} from './schema/types.gen';

export type {
  Badge,
  CardRef,
  GroupRef,
  GroupShape,
  Label,
  RevisionShape as Revision,
  Role,
  SpaceShape,
  Trace,
  Word,
} from './schema/types.gen';

/** The snapshot calls `kind` optional, since it has a default; on the wire it is always there. */
type Kind<K extends string, T> = Omit<T, 'kind'> & { kind: K };

/** `space:12`, `desk:7` (moderators of a group), `text:5` (a text that is written here) or `me`. */
export type StreamName = string;
export type Facts = Record<string, unknown>;
export type Me = MeShape;
export type Counts = Omit<SpaceCounts, 'space'>;

/** Something that others need from me. It goes when it is done, not when it is seen. */
export type Waiting = Required<WaitingShape>;

/** What a tab needs before it can show anything. */
export type Start = Omit<StartShape, 'newest'> & { newest?: Changes | null };

export type Topic = Kind<'topic', TopicShape>;
export type Quote = QuoteShape;
export type Message = Kind<'message', MessageShape>;
/** Messages in the order of their places. */
export type Page = { items: Message[] };
export type TopicOpened = { topic: Topic; message: Message };
/** A person of the space. */
export type SeatItem = Kind<'seat', SeatShape>;
export type Mark = Kind<'mark', MarkShape>;
export type Draft = Kind<'draft', DraftShape>;
export type Notice = Kind<'notice', NoticeShape>;

type Placed = { place: number; rev: number };

export type Document = Kind<'document', DocumentShape>;
/** How a poll is decided. What the snapshot calls optional has a default; on the wire it is always there. */
export type Rule = Required<Omit<PollShape['rule'], 'threshold' | 'carried_by'>> & {
  threshold: Required<Threshold> | null;
  carried_by: Required<Threshold> | null;
};
/** A number of a count: whole, or a decimal or a fraction as text. */
export type Exact = number | string;
export type PollResult = Omit<ResultShape, 'rule'> & { rule: Rule };
export type Poll = Omit<Kind<'poll', PollShape>, 'rule' | 'result'> & {
  rule: Rule;
  result: PollResult | null;
};
/** How my unit voted, in my own stream. */
export type Ballot = Required<Kind<'ballot', BallotShape>>;
export type Card = Document | Poll;
/** A post on its way into a bridge. */
export type Crossing = Kind<'crossing', CrossingShape>;
/** A bridge proposed to a group, or by it. */
export type Proposal = Kind<'proposal', ProposalShape>;
/** A reported message, on the desk of its group. No word of it, nor who reported it, travels here. */
export type Report = Kind<'report', ReportShape>;

/** Against a mute or a redaction, on the desk of its group. No redacted word travels here. */
export type Appeal = Kind<'appeal', AppealShape>;
/** A post that a group keeps from its own people, on its desk. No word of it travels here. */
export type Hold = Kind<'hold', HoldShape>;
/** A post that is held for everybody, on the desk of each side. No word of it travels here. */
export type Flag = Kind<'flag', FlagShape>;
/** A post that I asked to carry on. Nothing of who is asked travels here. */
export type Carry = Kind<'carry', CarryShape>;
/** Somebody asks to carry a post on: mine, or on a desk one of its people's. */
export type Consent = Kind<'consent', ConsentShape>;
/** Things of a thread as I read them now: my own side keeps them back, or no longer does. */
export type Reshown = Placed & { kind: 'reshown'; items: (Message | Topic)[] };

/** A message that I reported and do not want to see. */
export type Hidden = Placed & { kind: 'hidden'; space: number; message: number };
/** Something that was written in a text, in the text's own stream. */
export type Edit = Placed & { kind: 'edit'; data: string };
/** Where somebody writes in a text; `at` null: nowhere any more. */
export type Caret = {
  kind: 'caret';
  text: number;
  client: number;
  at: string | null;
  seat: number;
  name: string;
};
export type Door = Placed & { kind: 'door'; open: boolean; space_id: number; space: SpaceShape | null };

export type Item =
  | Topic
  | Message
  | SeatItem
  | Poll
  | Document
  | Crossing
  | Proposal
  | Report
  | Appeal
  | Flag
  | Hold
  | Carry
  | Consent
  | Mark
  | Draft
  | Notice
  | Hidden
  | Reshown
  | Ballot
  | Edit
  | Door;

/** What a writer sends. The same by socket and by HTTP. */
export type NewMessage = {
  client_id: string;
  topic: number;
  body: string;
  label?: Label;
  note?: string;
  quote?: number;
  cards?: CardRef[];
};

/** Frames that the browser sends, one object each. A stream's number is the last rev known; null opens it anew. */
export type Up =
  | { do: 'watch'; streams: Record<StreamName, number | null> }
  | { do: 'leave'; streams: StreamName[] }
  | ({ do: 'post'; space: number } & NewMessage)
  | { do: 'react'; space: number; place: number; word: Word; on: boolean }
  | { do: 'read'; space: number; topic: number; upto: number }
  | { do: 'typing'; space: number; topic: number }
  | { do: 'caret'; text: number; client: number; at: string | null }
  | { do: 'focus'; space: number | null }
  | { do: 'ping' };

export type Changes = {
  kind: 'changes';
  stream: StreamName;
  after: number | null;
  rev: number;
  items: Item[];
  earlier?: boolean;
};
export type Refused = {
  kind: 'refused';
  client_id?: string;
  do?: string;
  code: string;
  message: string;
  facts?: Facts;
};

/** Frames that the server sends, always in an array. */
export type Down =
  | { kind: 'hello'; me: Me }
  | Changes
  | ({ kind: 'caught_up'; stream: StreamName; rev: number } & Partial<Counts>)
  | { kind: 'gone'; stream: StreamName }
  | { kind: 'ack'; client_id: string; space: number; place: number; rev: number }
  | Refused
  | { kind: 'typing'; space: number; topic: number; seat: number; name: string }
  | { kind: 'presence'; space: number; here: number }
  | Caret
  | { kind: 'pong' };
