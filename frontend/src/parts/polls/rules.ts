import { fraction } from '../../words/numbers';
import { t } from '../../words/words.svelte';
import type { Rule } from '../../wire/polls';

/** What a rule asks for, in sentences. */
export function ruleSentence(rule: Rule, quorum: number | null, eligible: number): string {
  const { method, threshold, blocks, constituencies, constituency_quorum: own } = rule;
  const parts: string[] = [];
  if (method === 'score') parts.push(t(`results.by_score_${rule.score}`));
  else if (method !== 'plurality' && method !== 'stances')
    parts.push(t(`results.by_${method}`, { seats: rule.seats }));
  else if (method === 'plurality' && !threshold) parts.push(t('polls.rule_most'));
  if (threshold && method === 'stances') parts.push(forSentence(threshold));
  else if (threshold) {
    const of = threshold.of === 'eligible' ? 'eligible' : threshold.with_abstentions ? 'cast_all' : 'cast';
    const share = fraction(threshold.at_least);
    parts.push(t(`polls.rule_${threshold.more_than ? 'more' : 'least'}_${of}`, { share }));
  }
  if (blocks !== null) parts.push(t('results.blocks', { n: blocks }));
  if (constituencies !== null) parts.push(t('results.constituencies', { n: constituencies }));
  if (own !== null) parts.push(t('results.constituency_quorum', { share: fraction(own) }));
  if (rule.ties === 'lot') parts.push(t('results.ties_lot'));
  parts.push(quorum === null ? t('polls.no_quorum') : t('polls.quorum_of', { n: quorum, of: eligible }));
  return parts.join(' ');
}

function forSentence(threshold: NonNullable<Rule['threshold']>): string {
  const of = threshold.of === 'eligible' ? 'roll' : threshold.with_abstentions ? 'all' : 'counted';
  return t(`results.for_${threshold.more_than ? 'more' : 'least'}_${of}`, {
    share: fraction(threshold.at_least),
  });
}
