import { type Key, t } from '../../words/words.svelte';

const WORDS: Readonly<Record<string, Key>> = {
  working: 'document.working',
  in_review: 'document.in_review',
  changes_requested: 'document.changes_requested',
  approved: 'document.approved',
  withdrawn: 'document.withdrawn',
  superseded: 'document.superseded',
};

/** The state of a document in words. */
export function stateWord(state: string): string {
  const key = WORDS[state];
  return key ? t(key) : state;
}
