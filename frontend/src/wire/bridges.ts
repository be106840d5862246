/** Bridges, and posts on their way into them. */
import { get, patch, post } from './api';
import type { BridgeDraft, BridgeShape as Bridge, CrossingDraft, CrossingEdit } from './schema/types.gen';
import type { Crossing, Proposal } from './shapes';

export type {
  Attribution,
  AttributionChoice,
  AudienceSide,
  BridgeShape as Bridge,
  CrossingEdit,
  SideShape as Side,
  Speaker,
} from './schema/types.gen';
export type { Crossing, Proposal } from './shapes';
export type NewBridge = Required<BridgeDraft>;
export type NewCrossing = Required<CrossingDraft>;

const bridge = (id: number) => `/bridges/${id}`;
const crossing = (number: number) => `/crossings/${number}`;

export const fetchBridge = (id: number) => get<Bridge>(bridge(id));
export const proposeBridge = (draft: NewBridge) => post<Proposal>('/bridges', draft);
export const acceptBridge = (id: number, group: number, seats: number[]) =>
  post<Proposal>(`${bridge(id)}/accept`, { group, seats });
export const declineBridge = (id: number, group: number, reason: string) =>
  post<Proposal>(`${bridge(id)}/decline`, { group, reason });
export const closeBridge = (id: number, reason: string) => post<Proposal>(`${bridge(id)}/close`, { reason });

export const submitCrossing = (id: number, draft: NewCrossing) =>
  post<Crossing>(`${bridge(id)}/crossings`, draft);
export const rewriteCrossing = (number: number, edit: CrossingEdit) =>
  patch<Crossing>(crossing(number), edit);
export const withdrawCrossing = (number: number) => post<Crossing>(`${crossing(number)}/withdraw`);
/** Release exactly what was read: one changed byte makes another hash. */
export const releaseCrossing = (number: number, hash: string) =>
  post<Crossing>(`${crossing(number)}/release`, { hash });
export const returnCrossing = (number: number, reason: string) =>
  post<Crossing>(`${crossing(number)}/return`, { reason });
export const declineCrossing = (number: number, reason: string) =>
  post<Crossing>(`${crossing(number)}/decline`, { reason });
