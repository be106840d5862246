/** The moderation log of a group, as its members read it. */
import { get } from './api';
import type { LogPage } from './schema/types.gen';

export type { LogEntry, LogPage } from './schema/types.gen';

export const fetchLog = (group: number, before = '') =>
  get<LogPage>(`/groups/${group}/moderation${before ? `?before=${encodeURIComponent(before)}` : ''}`);
