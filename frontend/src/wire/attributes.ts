/** Attributes: what may be said of a document beside its title. */
import { get, patch, post } from './api';
import type { AttributeDraft, AttributeEdit, AttributeShape as Attribute } from './schema/types.gen';

export type {
  AttributeEdit,
  AttributeKind,
  AttributeShape as Attribute,
  SaidShape as Said,
} from './schema/types.gen';
export type NewAttribute = Required<AttributeDraft>;
/** What is said, by the key of the attribute. */
export type Values = Readonly<Record<string, string[]>>;

/** Those that every group has. */
export const fetchBuiltIn = () => get<Attribute[]>('/attributes');
/** All that may be said of documents of a space. */
export const fetchAttributes = (space: number) => get<Attribute[]>(`/spaces/${space}/attributes`);
/** Those that a group has defined, for who keeps it; every change answers with all of them. */
export const fetchOwn = (group: number) => get<Attribute[]>(`/groups/${group}/attributes`);
export const defineAttribute = (group: number, draft: NewAttribute) =>
  post<Attribute[]>(`/groups/${group}/attributes`, draft);
export const changeAttribute = (group: number, id: number, edit: AttributeEdit) =>
  patch<Attribute[]>(`/groups/${group}/attributes/${id}`, edit);
