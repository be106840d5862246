/** Reading a version in the browser: pages as pictures, their words, where words stand. */
import { get } from './api';
import type { FoundShape as Found, ReadingShape, WordsShape as Words } from './schema/types.gen';

export type { BoxShape as Box, PieceShape as Piece, WordsShape as Words } from './schema/types.gen';

/** How a version can be read, and the sizes of its pages in points. */
export type Look = Omit<ReadingShape, 'sizes'> & { sizes: [number, number][] };

/** Where a version is: in its space, among what was published, or with a post between groups. */
export const inSpace = (space: number, place: number, n: number) =>
  `/spaces/${space}/documents/${place}/versions/${n}`;
export const inCentre = (id: number, n: number) => `/centre/${id}/versions/${n}`;
export const inThread = (number: number) => `/attachments/${number}`;

export const fetchLook = (at: string) => get<Look>(`${at}/pages`);
export const fetchWords = (at: string, page: number) => get<Words>(`${at}/pages/${page}`);
export const findWords = (at: string, words: string) =>
  get<Found>(`${at}/find?q=${encodeURIComponent(words)}`);
