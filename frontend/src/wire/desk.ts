/** Reports on a group's desk. */
import { get, post } from './api';
import type { Decision, ReportText } from './schema/types.gen';
import type { Report } from './shapes';

export type { Decision, ReportText } from './schema/types.gen';

export const openReport = (group: number, place: number) =>
  get<ReportText>(`/groups/${group}/reports/${place}/text`);
export const decideReport = (group: number, place: number, decision: Decision, words: string) =>
  post<Report>(`/groups/${group}/reports/${place}/decide`, { decision, words });
