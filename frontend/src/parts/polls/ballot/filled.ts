import type { Content, Poll, PollKind } from '../../../wire/polls';
import { t } from '../../../words/words.svelte';

/** The part of a ballot that a kind asks for. */
export type Part = 'choices' | 'points' | 'ranking' | 'texts';

export const BLOCKING: ReadonlySet<string> = new Set(['block', 'g8']);
const OBJECTING: ReadonlySet<string> = new Set([...BLOCKING, 'disagree', 'concerned', 'g7']);
const PARTS: Partial<Record<PollKind, Part>> = {
  score: 'points',
  dots: 'points',
  dates: 'points',
  ranked: 'ranking',
  questions: 'texts',
};

export const partOf = (kind: PollKind): Part => PARTS[kind] ?? 'choices';

/** An empty ballot, or a copy of the one that stands. */
export function filledFrom(ballot: Content | null): Content {
  return {
    choices: [...(ballot?.choices ?? [])],
    points: { ...ballot?.points },
    ranking: [...(ballot?.ranking ?? [])],
    texts: { ...ballot?.texts },
    reason: ballot?.reason ?? '',
    conditions: ballot?.conditions ?? '',
    abstained: ballot?.abstained ?? false,
  };
}

/** How many dots have been given. */
export const spent = (points: Readonly<Record<string, number>>) =>
  Object.values(points).reduce((sum, each) => sum + each, 0);

/** Whether the ballot must say why. */
export function needsReason(poll: Pick<Poll, 'reasons'>, filled: Content): boolean {
  if (filled.abstained) return false;
  if (filled.choices.some((key) => BLOCKING.has(key))) return true;
  if (poll.reasons === 'needed') return true;
  return poll.reasons === 'objections' && filled.choices.some((key) => OBJECTING.has(key));
}

/** What is still to be done before this ballot can be cast, in one sentence; empty: nothing. The server has the last word. */
export function lacking(poll: Poll, filled: Content): string {
  if (filled.abstained) return '';
  const found = PROBLEMS[partOf(poll.poll_kind)](poll, filled);
  if (found) return found;
  return needsReason(poll, filled) && !(filled.reason.trim() || filled.conditions.trim())
    ? t('polls.say_why')
    : '';
}

/** The sentence that says what a choice asks for. */
export function choiceAsk(poll: Pick<Poll, 'min_choices' | 'max_choices'>): string {
  return poll.min_choices === poll.max_choices
    ? t('polls.choose_n', { n: poll.max_choices })
    : t('polls.choose_range', { min: poll.min_choices, max: poll.max_choices });
}

const PROBLEMS: Readonly<Record<Part, (poll: Poll, filled: Content) => string>> = {
  choices: (poll, { choices }) =>
    choices.length >= poll.min_choices && choices.length <= poll.max_choices ? '' : choiceAsk(poll),
  points: (poll, { points }) => {
    const given = Object.values(points);
    if (poll.poll_kind === 'dots' && spent(points) > poll.budget)
      return t('polls.dots_over', { n: spent(points) - poll.budget });
    if (given.some((each) => !Number.isInteger(each) || each < 0 || each > poll.max_points))
      return t('polls.points_range', { max: poll.max_points });
    return (poll.poll_kind === 'dots' ? spent(points) > 0 : given.length > 0) ? '' : t('polls.points_none');
  },
  ranking: (poll, { ranking }) =>
    ranking.length >= poll.min_choices ? '' : t('polls.rank_least', { n: poll.min_choices }),
  texts: (_, { texts }) => (Object.values(texts).some((each) => each.trim()) ? '' : t('polls.texts_none')),
};
