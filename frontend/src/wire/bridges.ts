/** Bridges, and posts on their way into them. */
import { get, patch, post, put } from './api';
import type {
  BridgeDraft,
  BridgeShape as Bridge,
  CharterChanges,
  CrossingDraft,
  CrossingEdit,
  CrossingRevision,
  FlaggedText,
  FlagShape,
  Gate,
  HeldText,
  HoldDecision,
} from './schema/types.gen';
import type { Crossing, Flag, Hold, Proposal } from './shapes';

export type {
  CharterChangeShape as CharterChange,
  Attribution,
  AttributionChoice,
  AudienceSide,
  BridgeShape as Bridge,
  CrossingEdit,
  FlaggedText,
  Gate,
  HeldText,
  HoldDecision,
  SideShape as Side,
  Speaker,
} from './schema/types.gen';
export type { Crossing, Proposal } from './shapes';
export type NewBridge = Required<BridgeDraft>;
/** What is to be different in a charter. */
export type Changes = CharterChanges;
export type NewCrossing = Required<CrossingDraft>;

const bridge = (id: number) => `/bridges/${id}`;
const crossing = (number: number) => `/crossings/${number}`;

export const fetchBridge = (id: number) => get<Bridge>(bridge(id));
export const proposeBridge = (draft: NewBridge) => post<Proposal>('/bridges', draft);
/** Write a draft anew, and send it unless it stays one. */
export const redraftBridge = (id: number, draft: NewBridge) => put<Proposal>(bridge(id), draft);
/** Yes to exactly the charter that was read. */
export const acceptBridge = (one: Proposal, answer: { seats: number[]; gate: Gate; trusted: number[] }) =>
  post<Proposal>(`${bridge(one.bridge)}/accept`, { ...answer, group: one.group, charter: one.charter });
export const declineBridge = (one: Proposal, reason: string) =>
  post<Proposal>(`${bridge(one.bridge)}/decline`, { group: one.group, reason });
export const reseatBridge = (one: Proposal, seats: number[], trusted: number[]) =>
  post<Proposal>(`${bridge(one.bridge)}/seats`, { group: one.group, seats, trusted });
export const amendBridge = (one: Proposal, changes: Changes, words: string) =>
  post<Proposal>(`${bridge(one.bridge)}/amendments`, { group: one.group, changes, words });
export const answerAmendment = (one: Proposal, number: number, agree: boolean, reason = '') =>
  post<Proposal>(`${bridge(one.bridge)}/amendments/${number}`, {
    ...{ group: one.group, agree, reason },
    charter: one.charter,
  });
export const pauseBridge = (one: Proposal, hours: number, reason: string) =>
  post<Proposal>(`${bridge(one.bridge)}/pause`, { group: one.group, hours, reason });
export const resumeBridge = (one: Proposal) =>
  post<Proposal>(`${bridge(one.bridge)}/resume`, { group: one.group });
export const leaveBridge = (one: Proposal, reason: string) =>
  post<Proposal>(`${bridge(one.bridge)}/leave`, { group: one.group, reason });
export const closeBridge = (one: Proposal, reason: string) =>
  post<Proposal>(`${bridge(one.bridge)}/close`, { group: one.group, reason });
export const archiveBridge = (one: Proposal) =>
  post<Proposal>(`${bridge(one.bridge)}/archive`, { group: one.group });

export const submitCrossing = (id: number, draft: NewCrossing) =>
  post<Crossing>(`${bridge(id)}/crossings`, draft);
export const rewriteCrossing = (number: number, edit: CrossingEdit) =>
  patch<Crossing>(crossing(number), edit);
export const withdrawCrossing = (number: number) => post<Crossing>(`${crossing(number)}/withdraw`);
/** From now on its author is asked again before it is carried on. */
export const askAgain = (number: number) => post<Crossing>(`${crossing(number)}/ask-again`);
/** Release exactly what was read: one changed byte makes another hash. */
export const releaseCrossing = (number: number, hash: string) =>
  post<Crossing>(`${crossing(number)}/release`, { hash });
export const returnCrossing = (number: number, reason: string, suggestion: string) =>
  post<Crossing>(`${crossing(number)}/return`, { reason, suggestion });
/** Ask for a second moderator. */
export const appealCrossing = (number: number, reason: string) =>
  post<Crossing>(`${crossing(number)}/appeal`, { reason });
/** New words for what readers see already. */
export const reviseCrossing = (number: number, words: CrossingRevision) =>
  post<Crossing>(`${crossing(number)}/revise`, words);
export const declineCrossing = (number: number, reason: string) =>
  post<Crossing>(`${crossing(number)}/decline`, { reason });

/** Keep a post from my own group's people. Others read on. */
export const holdPost = (id: number, place: number, reason: string) =>
  post<Hold>(`${bridge(id)}/messages/${place}/hold`, { reason });
export const openHeld = (group: number, place: number) =>
  get<HeldText>(`/groups/${group}/holds/${place}/text`);
export const decideHeld = (one: Hold, decision: HoldDecision, words: string) =>
  post<Hold>(`/groups/${one.group}/holds/${one.place}/decide`, { decision, words });

/** Hold a post for everybody, until moderators of two groups say the same. */
export const flagPost = (id: number, place: number, reason: string) =>
  post<FlagShape>(`/bridges/${id}/messages/${place}/flag`, { reason });
const flag = (one: Flag) => `/groups/${one.group}/flags/${one.place}`;
export const openFlagged = (one: Flag) => get<FlaggedText>(`${flag(one)}/text`);
export const sayToFlag = (one: Flag, remove: boolean, words: string) =>
  post<Flag>(`${flag(one)}/say`, { remove, words });
