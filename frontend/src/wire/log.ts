/** The moderation log of a group, as its members read it. */
import { get, post } from './api';
import type { LogPage, RulingShape as Ruling } from './schema/types.gen';

export type { LogEntry, LogPage, RulingShape as Ruling } from './schema/types.gen';

export const fetchLog = (group: number, before = '') =>
  get<LogPage>(`/groups/${group}/moderation${before ? `?before=${encodeURIComponent(before)}` : ''}`);

/** What was decided about me in a group, newest first. */
export const fetchRulings = (group: number) => get<Ruling[]>(`/groups/${group}/rulings`);
export const appealRuling = (number: number, note: string) =>
  post<Ruling>(`/rulings/${number}/appeal`, { note });
