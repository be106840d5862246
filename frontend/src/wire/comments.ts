/** Comments on passages of a document. */
import { get, post } from './api';
import type { CommentDraft, CommentsPage } from './schema/types.gen';

export type { CommentDraft, CommentShape as Comment } from './schema/types.gen';

const of = (space: number, place: number) => `/spaces/${space}/documents/${place}`;

export const fetchComments = (space: number, place: number, n: number) =>
  get<CommentsPage>(`${of(space, place)}/versions/${n}/comments`);
/** All of them, beside the text that is written here. */
export const fetchTextComments = (space: number, place: number) =>
  get<CommentsPage>(`${of(space, place)}/text/comments`);
export const postComment = (space: number, place: number, draft: CommentDraft) =>
  post<CommentsPage>(`${of(space, place)}/comments`, draft);
export const settleComment = (space: number, place: number, id: number, settled: boolean) =>
  post<null>(`${of(space, place)}/comments/${id}/settle`, { settled });
export const unsayComment = (space: number, place: number, id: number, reason: string) =>
  post<null>(`${of(space, place)}/comments/${id}/unsay`, { reason });
