import { fraction } from '../../words/numbers';
import { t } from '../../words/words.svelte';
import type { PollKind, Rule } from '../../wire/polls';

/** What a rule asks for, in sentences. `eligible`: how many are on the roll, where it is known. */
export function ruleSentence(
  kind: PollKind,
  rule: Rule,
  quorum: number | null,
  eligible: number | null,
): string {
  const { method, threshold, blocks, constituencies, constituency_quorum: own } = rule;
  const parts: string[] = [];
  if (kind === 'questions') parts.push(t('results.by_questions'));
  else if (kind === 'dates') parts.push(t('results.by_dates'));
  else if (method === 'score') parts.push(...scoreSentences(rule));
  else if (method !== 'plurality' && method !== 'stances')
    parts.push(t(`results.by_${method}`, { seats: rule.seats }));
  else if (method === 'plurality' && !threshold) parts.push(t('polls.rule_most'));
  if (method === 'stv' && rule.quota === 'hare') parts.push(t('results.by_hare'));
  if (threshold && method === 'stances') parts.push(forSentence(threshold));
  else if (threshold) {
    const of = threshold.of === 'eligible' ? 'eligible' : threshold.with_abstentions ? 'cast_all' : 'cast';
    const share = fraction(threshold.at_least);
    parts.push(t(`polls.rule_${threshold.more_than ? 'more' : 'least'}_${of}`, { share }));
  }
  if (blocks !== null) parts.push(t('results.blocks', { n: blocks }));
  if (constituencies !== null)
    parts.push(t('results.constituencies', { n: constituencies }), carriedSentence(rule));
  if (own !== null) parts.push(t('results.constituency_quorum', { share: fraction(own) }));
  if (rule.ties === 'lot') parts.push(t('results.ties_lot'));
  if (quorum === null) parts.push(t('polls.no_quorum'));
  else
    parts.push(
      eligible === null
        ? t('results.quorum_of', { n: quorum })
        : t('polls.quorum_of', { n: quorum, of: eligible }),
    );
  return parts.join(' ');
}

function scoreSentences(rule: Rule): string[] {
  const [needed] = rule.mean_needs;
  const many =
    rule.score === 'mean' && needed ? [t('results.mean_needs', { share: fraction(rule.mean_needs) })] : [];
  return [t(`results.by_score_${rule.score}`), ...many];
}

function carriedSentence({ carried_by: share }: Rule): string {
  return share
    ? t('results.carried_least', { share: fraction(share.at_least) })
    : t('results.carried_more', { share: fraction([1, 2]) });
}

function forSentence(threshold: NonNullable<Rule['threshold']>): string {
  const of = threshold.of === 'eligible' ? 'roll' : threshold.with_abstentions ? 'all' : 'counted';
  return t(`results.for_${threshold.more_than ? 'more' : 'least'}_${of}`, {
    share: fraction(threshold.at_least),
  });
}
