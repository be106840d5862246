/** Reports on a group's desk, and what a moderator needs beside it. */
import { get, post } from './api';
import type {
  AppealText,
  AppealWord,
  Decision,
  DutyShape as Duty,
  MuteDraft,
  ReportText,
  WishShape as Wish,
} from './schema/types.gen';
import type { Appeal, Report } from './shapes';

export type {
  AppealText,
  AppealWord,
  Decision,
  DutyShape as Duty,
  MuteShape as Mute,
  ReportText,
  WishShape as Wish,
} from './schema/types.gen';

export const openReport = (group: number, place: number) =>
  get<ReportText>(`/groups/${group}/reports/${place}/text`);
export const decideReport = (group: number, place: number, decision: Decision, words: string) =>
  post<Report>(`/groups/${group}/reports/${place}/decide`, { decision, words });

/** Take a report for a while, or hand it back. */
export const claimReport = (group: number, place: number, on: boolean) =>
  post<Report>(`/groups/${group}/reports/${place}/claim`, { on });

export const fetchDuty = (group: number) => get<Duty>(`/groups/${group}/duty`);
export const muteSeat = (seat: number, draft: MuteDraft) => post<undefined>(`/seats/${seat}/mute`, draft);
export const unmuteSeat = (seat: number, reason: string) =>
  post<undefined>(`/seats/${seat}/unmute`, { reason });

const appeal = (one: Appeal) => `/groups/${one.group}/appeals/${one.place}`;
/** The words that were redacted. */
export const openAppeal = (one: Appeal) => get<AppealText>(`${appeal(one)}/text`);
export const answerAppeal = (one: Appeal, answer: AppealWord['answer'], words: string) =>
  post<Appeal>(`${appeal(one)}/answer`, { answer, words });

const wish = (space: number, place: number) => `/spaces/${space}/messages/${place}/wish`;
/** Say that a message should be TLP:RED: it is hidden at once. */
export const wishRed = (space: number, place: number, reason: string) =>
  post<unknown>(wish(space, place), { reason });
export const fetchWish = (space: number, place: number) => get<Wish>(wish(space, place));
export const decideWish = (space: number, place: number, red: boolean) =>
  post<Wish>(`${wish(space, place)}/decide`, { red });

const paper = (space: number, place: number) => `/spaces/${space}/documents/${place}/wish`;
/** The same of a document. */
export const wishPaperRed = (space: number, place: number, reason: string) =>
  post<unknown>(paper(space, place), { reason });
export const fetchPaperWish = (space: number, place: number) => get<Wish>(paper(space, place));
export const decidePaperWish = (space: number, place: number, red: boolean) =>
  post<Wish>(`${paper(space, place)}/decide`, { red });
