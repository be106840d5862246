/** Reports on a group's desk. */
import { get, post } from './api';
import type { Badge, Report } from './shapes';

/** What a report is about, for a moderator who opens it. */
export type ReportText = {
  group: number;
  place: number;
  topic: string;
  html: string;
  body: string;
  note: string;
  gone: string;
  posted_at: string;
  words: string;
  reporter: Badge;
};
export type Decision = 'kept' | 'redacted';

export const openReport = (group: number, place: number) =>
  get<ReportText>(`/groups/${group}/reports/${place}/text`);
export const decideReport = (group: number, place: number, decision: Decision, words: string) =>
  post<Report>(`/groups/${group}/reports/${place}/decide`, { decision, words });
