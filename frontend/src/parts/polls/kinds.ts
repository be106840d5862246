import type { Poll } from '../../wire/polls';
import { t } from '../../words/words.svelte';

/** Whether a poll asks for a form to be filled in, instead of a vote. */
export const isInquiry = (poll: Pick<Poll, 'poll_kind'>) =>
  poll.poll_kind === 'consultation' || poll.poll_kind === 'survey';

/** "One vote per organisation". */
export const perUnit = (poll: Pick<Poll, 'poll_kind' | 'unit'>) =>
  t(isInquiry(poll) ? `inquiries.per_${poll.unit}` : `polls.per_${poll.unit}`);

/** "7 of 16 organisations have voted". */
export function turnout(poll: Pick<Poll, 'poll_kind' | 'unit' | 'cast' | 'eligible'>): string {
  const facts = { cast: poll.cast, eligible: poll.eligible };
  return t(isInquiry(poll) ? `inquiries.filed_${poll.unit}` : `polls.voted_${poll.unit}`, facts);
}

/** What the card's link is called. */
export function cardVerb(poll: Pick<Poll, 'poll_kind' | 'state'>): string {
  if (poll.state !== 'open') return t('poll.see');
  if (poll.poll_kind === 'silence') return t('silence.read');
  if (poll.poll_kind === 'consultation') return t('inquiries.file_position');
  return poll.poll_kind === 'survey' ? t('inquiries.answer') : t('poll.vote');
}
