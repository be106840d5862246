import type { NewRule, PollKind, Rule, Secrecy } from '../../../wire/polls';

export const METHODS = ['irv', 'schulze', 'stv', 'meek'] as const;
export const SHARES = ['none', 'half', 'three_fifths', 'two_thirds', 'three_quarters', 'all'] as const;
export const PARTS = ['none', 'half', 'two_thirds', 'all'] as const;
type Share = (typeof SHARES)[number];

/** The rule of a new poll, as its fields have it. Empty numbers are not asked for. */
export type RuleDraft = {
  method: (typeof METHODS)[number];
  seats: number | null;
  quota: 'droop' | 'hare';
  share: Share;
  of: 'cast' | 'eligible';
  withAbstentions: boolean;
  constituencies: number | null;
  /** What a constituency carries it by. */
  carriedBy: Exclude<Share, 'none'>;
  /** The share of each constituency that must vote. */
  own: (typeof PARTS)[number];
  blocks: number | null;
  byMean: boolean;
  /** Of a mean: at least half of the votes must have scored the option. */
  byMany: boolean;
  byLot: boolean;
};

/** Kinds in which a share of the votes can be asked for, and a majority of constituencies. */
export const SHARED: ReadonlySet<PollKind> = new Set([
  'choose',
  'approval',
  'proposal',
  'ladder',
  'sense_check',
  'opt_in',
]);
export const BLOCKED: ReadonlySet<PollKind> = new Set(['proposal', 'ladder']);
/** Kinds of which one option comes out, so that a tie can stand in the way. */
export const DECIDED: ReadonlySet<PollKind> = new Set([
  'choose',
  'approval',
  'ranked',
  'dates',
  'score',
  'dots',
]);
export const FRACTIONS = {
  half: [1, 2],
  three_fifths: [3, 5],
  two_thirds: [2, 3],
  three_quarters: [3, 4],
  all: [1, 1],
} as const satisfies Record<Exclude<Share, 'none'>, readonly [number, number]>;

export const blankRule = (over: Partial<RuleDraft> = {}): RuleDraft => ({
  method: 'irv',
  seats: 2,
  quota: 'droop',
  share: 'none',
  of: 'cast',
  withAbstentions: false,
  constituencies: null,
  carriedBy: 'half',
  own: 'none',
  blocks: null,
  byMean: false,
  byMany: false,
  byLot: false,
  ...over,
});

/** Votes that are joined to nobody. */
export const isUnlinked = (secrecy: Secrecy) => secrecy === 'secret' || secrecy === 'receipt';

export const fillsSeats = (kind: PollKind, rule: RuleDraft) =>
  kind === 'ranked' && (rule.method === 'stv' || rule.method === 'meek');

/** At least a share; of one half, more than that. */
function shareOf(share: Exclude<Share, 'none'>, of: 'cast' | 'eligible', withAbstentions: boolean) {
  const [numerator, denominator] = FRACTIONS[share];
  return {
    of,
    at_least: [numerator, denominator] as [number, number],
    more_than: share === 'half',
    with_abstentions: of === 'cast' && withAbstentions,
  };
}

/** What is sent: only what can be asked of the kind and of votes of that secrecy. */
export function ruleOf(kind: PollKind, draft: RuleDraft, secrecy: Secrecy): NewRule {
  const rule: NewRule = {};
  const byParts = kind !== 'questions' && !isUnlinked(secrecy);
  if (kind === 'ranked') {
    rule.method = draft.method;
    if (fillsSeats(kind, draft)) rule.seats = draft.seats ?? 1;
    if (draft.method === 'stv' && draft.quota === 'hare') rule.quota = 'hare';
  }
  if (kind === 'score' && draft.byMean) {
    rule.score = 'mean';
    if (draft.byMany) rule.mean_needs = [1, 2];
  }
  if (SHARED.has(kind)) {
    if (draft.share !== 'none') rule.threshold = shareOf(draft.share, draft.of, draft.withAbstentions);
    if (draft.constituencies && byParts) {
      rule.constituencies = draft.constituencies;
      if (draft.carriedBy !== 'half') rule.carried_by = shareOf(draft.carriedBy, 'cast', false);
    }
  }
  if (byParts && draft.own !== 'none') {
    const [numerator, denominator] = FRACTIONS[draft.own];
    rule.constituency_quorum = [numerator, denominator];
  }
  if (BLOCKED.has(kind) && draft.blocks !== null) rule.blocks = draft.blocks;
  if (DECIDED.has(kind) && draft.byLot) rule.ties = 'lot';
  return rule;
}

const METHOD: Readonly<Partial<Record<PollKind, Rule['method']>>> = {
  approval: 'approval',
  score: 'score',
  dates: 'score',
  dots: 'dots',
  ranked: 'irv',
  proposal: 'stances',
  ladder: 'stances',
  sense_check: 'stances',
  opt_in: 'stances',
};

/** The rule as the server will keep it, so that it can be read back before. */
export function wholeRule(kind: PollKind, draft: RuleDraft, secrecy: Secrecy): Rule {
  return {
    method: METHOD[kind] ?? 'plurality',
    seats: 1,
    quota: 'droop',
    score: 'sum',
    mean_needs: [0, 1],
    ties: 'open',
    threshold: null,
    constituency_quorum: null,
    constituencies: null,
    carried_by: null,
    blocks: null,
    ...(ruleOf(kind, draft, secrecy) as Partial<Rule>),
  };
}
