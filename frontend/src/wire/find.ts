/** Finding, mentions, and what waits. */
import { get } from './api';
import type { FindPage, Hit as HitShape } from './schema/types.gen';
import type { Message, Waiting } from './shapes';

export type Hit = HitShape;
export type MentionsPage = { items: { message: Message; unread: boolean }[]; cursor: string | null };

const query = (facts: Record<string, string>) =>
  new URLSearchParams(Object.entries(facts).filter(([, value]) => value));

export const find = (q: string, space: string, cursor: string | null) =>
  get<FindPage>(`/find?${query({ q, space, cursor: cursor ?? '' })}`);
export const fetchMentions = (cursor: string | null) =>
  get<MentionsPage>(`/mentions?${query({ cursor: cursor ?? '' })}`);
export const fetchWaiting = () => get<Waiting[]>('/waiting');
