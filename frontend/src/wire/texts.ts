/** Texts that are written here. Edits go up by HTTP, and come down in the text's own stream. */
import { get, post } from './api';
import type { Settled, SuggestionsPage, TextDraft } from './schema/types.gen';
import type { Document, Label } from './shapes';

export type { Settled, SuggestionShape as Suggestion } from './schema/types.gen';
export type NewText = Required<Omit<TextDraft, 'label'>> & { label: Label | null };

export const startText = (space: number, draft: NewText) => post<Document>(`/spaces/${space}/texts`, draft);

/** Keep an edit: an update of Yjs, and the suggestions that it settles. */
export const sendEdit = (space: number, place: number, edit: Uint8Array, settled: readonly Settled[]) =>
  post<{ rev: number }>(`/spaces/${space}/documents/${place}/edits`, { data: inBase64(edit), settled });

/** What stands on each page that I print: the server says who I am, and when. */
export const fetchMark = (space: number, place: number) =>
  get<{ mark: string }>(`/spaces/${space}/documents/${place}/text/mark`);

export const fetchSuggestions = (space: number, place: number) =>
  get<SuggestionsPage>(`/spaces/${space}/documents/${place}/text/suggestions`);

function inBase64(bytes: Uint8Array): string {
  let signs = '';
  for (let at = 0; at < bytes.length; at += 8192)
    signs += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(signs);
}

export const fromBase64 = (text: string) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
