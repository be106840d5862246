/** Summaries of a thread between groups. */
import { get, patch, post } from './api';
import type {
  DissentDraft,
  Signing,
  SummaryDraft,
  SummaryEdit,
  SummaryList,
  SummaryShape as Summary,
} from './schema/types.gen';

export type { SummaryList, SummaryShape as Summary, Target } from './schema/types.gen';
/** What its writer fills in. */
export type Written = Required<Omit<SummaryDraft, 'client_id' | 'group' | 'joint'>>;

const summary = (number: number) => `/summaries/${number}`;

export const fetchSummaries = (bridge: number) => get<SummaryList>(`/bridges/${bridge}/summaries`);
export const draftSummary = (bridge: number, draft: SummaryDraft) =>
  post<Summary>(`/bridges/${bridge}/summaries`, draft);
export const rewriteSummary = (number: number, edit: SummaryEdit) => patch<Summary>(summary(number), edit);
/** Exactly the bytes that were read: one changed byte makes another hash. */
export const signSummary = (number: number, signing: Signing) =>
  post<Summary>(`${summary(number)}/sign`, signing);
export const dissentFrom = (number: number, draft: DissentDraft) =>
  post<Summary>(`${summary(number)}/dissent`, draft);
export const withdrawSummary = (number: number) => post<Summary>(`${summary(number)}/withdraw`);
