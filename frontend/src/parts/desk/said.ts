import type { Decided } from '../../state/desk';
import { dates } from '../../words/dates.svelte';
import { t } from '../../words/words.svelte';

/** What was made of something on a desk, in words. */
export function outcomeOf(one: Decided): string {
  if (one.kind === 'appeal') return one.state === 'open' ? '' : t(`desk.did_appeal_${one.state}`);
  if (one.kind === 'flag') return t(`desk.did_flag_${one.state}`);
  if (one.kind === 'hold') return t(one.state === 'kept' ? 'desk.did_hold_kept' : 'desk.did_hold_released');
  if (one.kind === 'report') return one.decision === 'redacted' ? t('desk.did_redact') : t('desk.did_keep');
  if (one.state === 'passed' && one.travels_at)
    return t('desk.did_batch', { time: dates.write(one.travels_at, 'clock') });
  if (one.state === 'held' || one.state === 'appealed') return t('custody.did_approve');
  if (one.state === 'released')
    return one.decided_by
      ? t('desk.did_release', { n: one.readers })
      : t('desk.did_pass', { n: one.readers });
  if (one.state === 'returned' && !one.decided_by) return t('desk.did_lapse');
  return one.state === 'returned' ? t('desk.did_return') : t('desk.did_decline');
}
