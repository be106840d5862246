import type { Attribute, Said } from '../../wire/attributes';
import { dates } from '../../words/dates.svelte';
import { list } from '../../words/numbers';

/** Asks for what may be said of documents of a space. */
export type LoadAttributes = (space: number) => Promise<readonly Attribute[]>;

/** Whether documents of this type are asked for it. */
export const isAsked = (one: Attribute, type: string) =>
  !one.retired && (!one.types.length || (one.types as string[]).includes(type));

/** What is said, in one string: days in the reader's calendar, several options as a list. */
export const inWords = (said: Said) =>
  said.kind === 'date'
    ? list(said.words.map((day) => dates.write(`${day}T00:00:00Z`, 'date', 'UTC')))
    : list(said.words);

/** Whether somebody wrote it, in the language of the document; the rest comes in the reader's. */
export const isWritten = ({ kind }: Said) => kind === 'line' || kind === 'text';
