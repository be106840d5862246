/** Cases, for safeguarding leads alone: to everybody else the addresses are missing. */
import { get, post } from './api';
import type { CaseShape as Case } from './schema/types.gen';

export type { CaseShape as Case } from './schema/types.gen';

const path = (id: number, act: string) => `/safeguarding/cases/${id}/${act}`;

export const fetchCases = () => get<Case[]>('/safeguarding/cases');
export const referCase = (id: number, authority: string, reference: string) =>
  post<Case>(path(id, 'referral'), { authority, reference });
export const purgeCase = (id: number) => post<Case>(path(id, 'purge'));
export const resumeUploads = (id: number, reason: string) => post<Case>(path(id, 'resume'), { reason });
