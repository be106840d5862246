import { constituencies } from '../../kit/constituencies.svelte';
import type { Badge } from '../../wire/shapes';
import { t } from '../../words/words.svelte';

/** Whose words an excerpt holds, as its author chose for its readers. */
export const carriedBy = (by: Badge): string =>
  by.name || by.organisation || constituencies.name(by.constituency) || t('carried.participant');
