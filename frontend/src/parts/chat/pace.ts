import type { Waiting } from '../../state/pace.svelte';
import { dates } from '../../words/dates.svelte';
import { t } from '../../words/words.svelte';

const SOON_MS = 3_600_000;

/** How slowly people write, in seconds, as a sentence: "One message every 5 minutes". */
export function paceName(seconds: number): string {
  if (seconds % 3600 === 0) return t('pace.hours', { n: seconds / 3600 });
  if (seconds % 60 === 0) return t('pace.minutes', { n: seconds / 60 });
  return t('pace.seconds', { n: seconds });
}

/** Why one may not send now, and when one may again. */
export function waitName({ why, until }: Waiting, now: number): string {
  const at = new Date(until).toISOString();
  const time = until - now < SOON_MS ? dates.write(at, 'ticking') : dates.write(at, 'short');
  return why === 'muted' ? t('pace.muted', { time }) : t('pace.slow', { time });
}
