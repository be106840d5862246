/** Custodians of sealed posts, and their keys. Only public halves travel. */
import { get, post, put } from './api';
import type {
  CustodyKeyShape,
  LetterDraft,
  OpenedShape,
  ReadyShape,
  RequestShape,
  UnsealingShape,
} from './schema/types.gen';

export type {
  CustodianShape as Custodian,
  CustodyKeyShape as CustodyKey,
  CustodyShape as Custody,
  ReadyShape as Ready,
  RequestShape as Request,
  UnsealingShape as Unsealing,
} from './schema/types.gen';

export const fetchKeys = () => get<CustodyKeyShape[]>('/custody/keys');
export const keepKey = (seat: number, publicKey: string) =>
  put<CustodyKeyShape>(`/custody/keys/${seat}`, { public_key: publicKey });
/** Who of my group could be named a custodian. */
export const fetchReady = (group: number) => get<ReadyShape[]>(`/groups/${group}/custody-keys`);

/** Ask the custodians for the name behind a sealed post; the key is the one that will open the answer. */
export const askUnsealing = (bridge: number, place: number, reason: string, publicKey: string) =>
  post<UnsealingShape>(`/bridges/${bridge}/messages/${place}/unseal`, { reason, public_key: publicKey });
/** What is asked of me as a custodian. */
export const fetchRequests = () => get<RequestShape[]>('/custody/requests');
/** Grant with my share, sealed to the asker; without one, refuse. */
export const answerRequest = (number: number, reason: string, letter: LetterDraft | null) =>
  post<RequestShape>(`/custody/requests/${number}/answer`, { reason, letter });
export const withdrawUnsealing = (number: number) =>
  post<UnsealingShape>(`/custody/requests/${number}/withdraw`);
/** The shares that were granted to me. It is noted that I asked for them. */
export const openUnsealing = (number: number) => post<OpenedShape>(`/custody/requests/${number}/open`);
