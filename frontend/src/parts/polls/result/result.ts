import type { Condition, Poll, PollResult, Tie } from '../../../wire/polls';
import type { Exact } from '../../../wire/shapes';
import { fraction, list, percent } from '../../../words/numbers';
import { t, words } from '../../../words/words.svelte';
import { optionText } from '../options';

/** The words of an option by its key. */
export const textOf = (poll: Poll, key: string) =>
  optionText(poll.options.find((option) => option.key === key) ?? { key, text: key });

const textsOf = (poll: Poll, keys: readonly string[]) => list(keys.map((key) => textOf(poll, key)));

/** A number of the count as people write it; what is not whole is rounded for the eye, after at most five places. */
export function number(exact: Exact): string {
  const [above = '0', below = '1'] = String(exact).split('/');
  return new Intl.NumberFormat(words.language, { maximumFractionDigits: 5 }).format(
    Number(above) / Number(below),
  );
}

export const RANKED: ReadonlySet<string> = new Set(['irv', 'schulze', 'stv', 'meek']);

export type Row = {
  key: string;
  text: string;
  note: string;
  /** What decides: votes, points, or the mean. */
  value: number;
  count: number;
  points: string;
  mean: string;
  share: string;
  leads: boolean;
};

/** Each option with its votes, most first; options of equal count keep the order of the ballot. */
export function rows(poll: Poll, result: PollResult): Row[] {
  const counts = new Map(result.counts.map((one) => [one.key, one]));
  return poll.options
    .map((option) => {
      const { count = 0, points = null, mean = null } = counts.get(option.key) ?? {};
      const byMean = result.rule.score === 'mean' && mean !== null;
      const [above = '0', below = '1'] = String(mean ?? 0).split('/');
      return {
        key: option.key,
        text: optionText(option),
        note: option.note,
        value: byMean ? Number(above) / Number(below) : (points ?? count),
        count,
        points: points === null ? '' : number(points),
        mean: mean === null ? '' : number(mean),
        share: percent(count, result.cast),
        leads: result.leading.includes(option.key),
      };
    })
    .sort((a, b) => b.value - a.value);
}

/** Whether a tie that nothing breaks stands in the way of a winner. */
export const isOpen = (result: PollResult) => result.ties.some((tie) => tie.by === 'open');

/** What came out, in one sentence. */
export function outcome(poll: Poll, result: PollResult): string {
  if (result.withheld) return t('results.withheld');
  const quorum = result.tests.find((one) => one.test === 'quorum');
  if (quorum && !quorum.met) return t('polls.outcome_no_quorum');
  if (poll.poll_kind === 'questions')
    return t('results.outcome_answered', { n: result.cast - result.abstained });
  if (poll.poll_kind === 'opt_in' && !result.tests.length)
    return t('results.outcome_in', { n: result.counts.find(({ key }) => key === 'accept')?.count ?? 0 });
  const options = textsOf(poll, result.leading);
  if (result.method === 'stances' && result.tests.length)
    return result.passed.length ? t('results.outcome_passed') : t('results.outcome_failed');
  if (result.tests.some((one) => one.option !== null)) {
    if (!result.passed.length) return t('polls.outcome_none_passed');
    return t('polls.outcome_passed', { options: textsOf(poll, result.passed) });
  }
  if (!result.leading.length) return t('polls.outcome_nobody');
  if (isOpen(result)) return t('polls.outcome_tie', { options });
  if (RANKED.has(result.method)) return t('results.outcome_elected', { options });
  if (poll.poll_kind === 'dates') return t('results.outcome_slot', { option: options });
  if (result.method === 'score' && result.rule.score === 'mean')
    return t('results.outcome_mean', { option: options });
  if (result.method === 'score' || result.method === 'dots')
    return t('results.outcome_points', { option: options });
  return t('polls.outcome_most', { option: options });
}

/** The name of a test; `place` is how the reader calls a constituency. */
export function testName(
  poll: Poll,
  result: PollResult,
  test: Condition,
  place: (slug: string) => string,
): string {
  const option = test.option === null ? '' : textOf(poll, test.option);
  switch (test.test) {
    case 'quorum':
      return t('polls.test_quorum');
    case 'constituency_quorum':
      return t('results.test_constituency_quorum', { constituency: place(test.constituency ?? '') });
    case 'blocks':
      return t('results.test_blocks');
    case 'double_majority':
      return option ? t('results.test_double_option', { option }) : t('results.test_double');
    case 'threshold': {
      const share = result.rule.threshold ? fraction(result.rule.threshold.at_least) : '';
      return option ? t('polls.test_threshold', { option, share }) : t('results.test_for', { share });
    }
  }
}

/** What was level, and what that came to. */
export function tieSentence(poll: Poll, tie: Tie): string {
  return t(`results.tie_${tie.by}`, {
    n: tie.round,
    options: textsOf(poll, tie.among),
    picked: tie.picked === null ? '' : textOf(poll, tie.picked),
  });
}
