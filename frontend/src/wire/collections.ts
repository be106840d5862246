/** Collections: documents that a curator has brought together. */
import { get, patch, post } from './api';
import type {
  CollectionDraft,
  CollectionEdit,
  CollectionPage as Page,
  CollectionShape as Collection,
  Description,
  ItemShape,
} from './schema/types.gen';
import { fetchGroup } from './groups';
import type { Document } from './shapes';

export type { CollectionEdit, CollectionShape as Collection, Description } from './schema/types.gen';
export type NewCollection = Required<CollectionDraft>;
export type Item = Omit<ItemShape, 'document'> & { document: Document | null };
export type CollectionPage = Omit<Page, 'items' | 'submitted'> & { items: Item[]; submitted: Item[] };

/** Who may curate a group's collections: everybody who sits in it but observers. */
export async function fetchCurators(group: number): Promise<{ seat: number; name: string }[]> {
  const { seats } = await fetchGroup(group);
  return seats.filter(({ by }) => by.role !== 'observer').map(({ by: { seat, name } }) => ({ seat, name }));
}

export const fetchCollections = () => get<Collection[]>('/collections');
export const fetchCollection = (id: number) => get<CollectionPage>(`/collections/${id}`);
export const makeCollection = (group: number, draft: NewCollection) =>
  post<CollectionPage>(`/groups/${group}/collections`, draft);
export const changeCollection = (id: number, edit: CollectionEdit) =>
  patch<CollectionPage>(`/collections/${id}`, edit);
export const submitItem = (id: number, space: number, place: number, note: string) =>
  post<CollectionPage>(`/collections/${id}/items`, { space, place, note });
export const acceptItem = (id: number, item: number) =>
  post<CollectionPage>(`/collections/${id}/items/${item}/accept`);
export const declineItem = (id: number, item: number, reason: string) =>
  post<CollectionPage>(`/collections/${id}/items/${item}/decline`, { reason });
/** `before` null: last. */
export const moveItem = (id: number, item: number, before: number | null) =>
  post<CollectionPage>(`/collections/${id}/items/${item}/move`, { before });
export const describeItem = (id: number, item: number, words: Description) =>
  patch<CollectionPage>(`/collections/${id}/items/${item}`, words);
