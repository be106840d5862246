/** The API by name: one line for each route that the chat uses. */
import { get, patch, post, put } from './api';
import type {
  Card,
  CardRef,
  Down,
  Label,
  Me,
  Message,
  NewMessage,
  Page,
  Revision,
  SeatItem,
  SpaceShape,
  Start,
  StreamName,
  Topic,
  TopicOpened,
  Word,
} from './shapes';

const message = (space: number, place: number) => `/spaces/${space}/messages/${place}`;

/** `first`: the space shown first, whose newest page comes along. The page asks for the same address ahead. */
export const fetchStart = (first: number | null) =>
  get<Start>(first === null ? '/start' : `/start?space=${first}`);
export const changeMe = (changes: Partial<Me>) => patch<Me>('/me', changes);

/** Where in a space's history a page lies. */
export type Where = { before?: number; after?: number; topic?: number; limit?: number };

export function fetchHistory(space: number, where: Where): Promise<Page> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(where)) if (value !== undefined) query.set(name, String(value));
  return get<Page>(`/spaces/${space}/history?${query}`);
}
export const fetchSpace = (space: number) => get<SpaceShape>(`/spaces/${space}`);
export const fetchPeople = (space: number) => get<SeatItem[]>(`/spaces/${space}/people`);

export type NewTopic = { title: string; label?: Label; client_id: string; body: string; note?: string };
export const openTopic = (space: number, topic: NewTopic) =>
  post<TopicOpened>(`/spaces/${space}/topics`, topic);
export const changeTopic = (
  space: number,
  place: number,
  changes: { title?: string; locked?: boolean; pinned?: boolean },
) => patch<Topic>(`/spaces/${space}/topics/${place}`, changes);
export const setPace = (space: number, topic: number | null, seconds: number) =>
  put<unknown>(`/spaces/${space}/pace`, { topic, seconds });
export const muteTopic = (space: number, place: number, on: boolean) =>
  put<unknown>(`/spaces/${space}/topics/${place}/mute`, { on });

export const postMessage = (space: number, draft: NewMessage) =>
  post<Message>(`/spaces/${space}/messages`, draft);
export const editMessage = (
  space: number,
  place: number,
  changes: { body: string; note?: string; label?: Label },
) => patch<Message>(message(space, place), changes);
export const withdrawMessage = (space: number, place: number) =>
  post<Message>(`${message(space, place)}/withdraw`);
export const redactMessage = (space: number, place: number, reason: string) =>
  post<Message>(`${message(space, place)}/redact`, { reason });
export const reactTo = (space: number, place: number, word: Word, on: boolean) =>
  post<Message>(`${message(space, place)}/reactions`, { word, on });
export const pinMessage = (space: number, place: number, on: boolean) =>
  post<Message>(`${message(space, place)}/pin`, { on });
export const moveMessage = (space: number, place: number, topic: number) =>
  post<Message>(`${message(space, place)}/move`, { topic });
export const fetchRevisions = (space: number, place: number) =>
  get<Revision[]>(`${message(space, place)}/revisions`);
export const reportMessage = (space: number, place: number, reason: string, words: string) =>
  post<unknown>(`${message(space, place)}/report`, { reason, words });

export type DraftBody = { body: string; label: Label | ''; note: string; quote: number | null };
export const saveDraft = (space: number, topic: number, draft: DraftBody) =>
  put<unknown>(`/spaces/${space}/drafts/${topic}`, draft);
export const saveMark = (space: number, topic: number, upto: number) =>
  put<unknown>(`/spaces/${space}/marks/${topic}`, { upto });

export const fetchCards = (refs: readonly CardRef[]) =>
  get<{ items: Card[] }>(`/cards?refs=${refs.map((ref) => `${ref.space}.${ref.place}`).join(',')}`).then(
    (found) => found.items,
  );
export const seeNotices = (places: number[]) => post<unknown>('/notices/seen', { places });

/** Waits up to `wait` seconds for news of the streams, and answers what the socket would have sent. */
export const poll = (
  asked: { streams: Record<StreamName, number | null>; wait: number; hello?: boolean },
  signal: AbortSignal,
) => post<Down[]>('/live/poll', asked, { signal });
