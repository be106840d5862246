/** How long a group keeps documents that are over, and what is due for disposal. */
import { get, put } from './api';
import type { RetentionPage, RetentionRule } from './schema/types.gen';

export type { DueShape as Due, RetentionPage, RetentionShape as Retention } from './schema/types.gen';
export type NewRule = Required<RetentionRule>;

export const MOST_DAYS = 36_500;

export const fetchRetention = (group: number) => get<RetentionPage>(`/groups/${group}/retention`);
/** Say it anew for one type; answers with all that holds then. */
export const setRetention = (group: number, rule: NewRule) =>
  put<RetentionPage>(`/groups/${group}/retention`, rule);
