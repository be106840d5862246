import { fraction, list, percent } from '../../words/numbers';
import { t } from '../../words/words.svelte';
import type { Condition, Poll, PollResult, Rule } from '../../wire/polls';
import { optionText } from './options';

/** What a rule asks for, in sentences. */
export function ruleSentence(rule: Rule, quorum: number | null, eligible: number): string {
  const parts: string[] = [];
  if (rule.method === 'plurality') parts.push(t('polls.rule_most'));
  else {
    const share = fraction(rule.at_least);
    const of = rule.of === 'eligible' ? 'eligible' : rule.with_abstentions ? 'cast_all' : 'cast';
    parts.push(t(`polls.rule_${rule.more_than ? 'more' : 'least'}_${of}`, { share }));
  }
  parts.push(quorum === null ? t('polls.no_quorum') : t('polls.quorum_of', { n: quorum, of: eligible }));
  return parts.join(' ');
}

export type Row = { key: string; text: string; note: string; count: number; share: string; leads: boolean };

/** Each option with its votes, most first; options of equal count keep the order of the ballot. */
export function rows(poll: Poll, result: PollResult): Row[] {
  const counts = new Map(result.counts.map((one) => [one.key, one.count]));
  return poll.options
    .map((option) => {
      const { key, note } = option;
      const count = counts.get(key) ?? 0;
      return {
        key,
        text: optionText(option),
        note,
        count,
        share: percent(count, result.cast),
        leads: result.leading.includes(key),
      };
    })
    .sort((a, b) => b.count - a.count);
}

const textOf = (poll: Poll, key: string) =>
  optionText(poll.options.find((option) => option.key === key) ?? { key, text: key });

/** What came out, in one sentence. */
export function outcome(poll: Poll, result: PollResult): string {
  const quorum = result.tests.find((one) => one.test === 'quorum');
  if (quorum && !quorum.met) return t('polls.outcome_no_quorum');
  if (result.rule.method === 'threshold') {
    const passed = result.tests.filter((one) => one.test === 'threshold' && one.met && one.option !== null);
    if (!passed.length) return t('polls.outcome_none_passed');
    return t('polls.outcome_passed', { options: list(passed.map((one) => textOf(poll, one.option ?? ''))) });
  }
  if (!result.leading.length) return t('polls.outcome_nobody');
  const options = list(result.leading.map((key) => textOf(poll, key)));
  return result.leading.length > 1
    ? t('polls.outcome_tie', { options })
    : t('polls.outcome_most', { option: options });
}

/** The name of a test. */
export function testName(poll: Poll, result: PollResult, condition: Condition): string {
  if (condition.test === 'quorum') return t('polls.test_quorum');
  const share = result.rule.method === 'threshold' ? fraction(result.rule.at_least) : '';
  return t('polls.test_threshold', { option: textOf(poll, condition.option ?? ''), share });
}
