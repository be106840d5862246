import type { Option } from '../../wire/polls';
import { dates } from '../../words/dates.svelte';
import { type Key, t } from '../../words/words.svelte';

/** An answer in the reader's language: its own words, the words of its kind, or its slot in the reader's zone. */
export function optionText(
  option: Pick<Option, 'key' | 'text'> & Partial<Pick<Option, 'starts_at' | 'ends_at'>>,
): string {
  if (option.starts_at && option.ends_at) return slotText(option.starts_at, option.ends_at);
  return option.text || t(`polls.option_${option.key}` as Key);
}

/** "Wed 14 Jan 2026, 13:00–14:30"; with both days where they differ. */
function slotText(starts: string, ends: string): string {
  const from = dates.write(starts, 'full');
  return `${from} – ${dates.write(ends, dates.dayOf(starts) === dates.dayOf(ends) ? 'clock' : 'full')}`;
}
