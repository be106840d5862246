import type { KeptText, NewRule } from '../../../wire/polls';
import type { Label } from '../../../wire/shapes';
import { blank, fieldTime, type OptionText, type PollDraft, textOf } from '../draft';
import { blankRule, FRACTIONS, type RuleDraft } from './rule';

/** A draft as it is kept: as far as it goes. Times that were not chosen are left out. */
export function keptText(draft: PollDraft, topic: number | null): KeptText {
  return textOf(draft, topic, false);
}

/** A kept draft, back in its fields. */
export function takenUp(kept: KeptText, label: Label, now: Date): PollDraft {
  const own = blank(label, now);
  const lines: OptionText[] = kept.options.map(({ text = '', note = '' }) => ({ text, note }));
  const slots = kept.options.flatMap(({ starts_at: starts, ends_at: ends }) =>
    starts && ends
      ? [
          {
            starts: fieldTime(new Date(starts)),
            minutes: Math.round((Date.parse(ends) - Date.parse(starts)) / 60_000),
          },
        ]
      : [],
  );
  const isDates = kept.poll_kind === 'dates';
  return {
    kind: kept.poll_kind,
    question: kept.question,
    options: isDates || !lines.length ? own.options : lines,
    slots: isDates && slots.length ? slots : own.slots,
    unit: kept.unit,
    several: kept.max_choices > 1,
    least: kept.poll_kind === 'choose' ? kept.min_choices : 1,
    most: Math.max(2, kept.max_choices),
    ranks: kept.poll_kind === 'ranked' ? kept.min_choices : 1,
    maxPoints: kept.max_points,
    budget: kept.budget,
    reasons: kept.reasons,
    secrecy: kept.secrecy,
    rule: ruleFrom(kept.rule),
    quorum: kept.quorum,
    opensAt: kept.opens_at ? fieldTime(new Date(kept.opens_at)) : '',
    closesAt: kept.closes_at ? fieldTime(new Date(kept.closes_at)) : '',
    label: kept.label ?? label,
    capabilities: kept.capabilities,
    says: kept.body,
  };
}

/** The fields of a rule: the other way round than `ruleOf`. */
export function ruleFrom(rule: NewRule): RuleDraft {
  const { method = 'plurality', threshold, constituency_quorum: own } = rule;
  const isRanked = method === 'irv' || method === 'schulze' || method === 'stv' || method === 'meek';
  return blankRule({
    ...(isRanked ? { method } : {}),
    ...(method === 'stv' || method === 'meek' ? { seats: rule.seats ?? 1 } : {}),
    quota: rule.quota ?? 'droop',
    share: threshold ? named(threshold.at_least) : 'none',
    of: threshold?.of ?? 'cast',
    withAbstentions: threshold?.with_abstentions ?? false,
    constituencies: rule.constituencies ?? null,
    carriedBy: rule.carried_by ? named(rule.carried_by.at_least) : 'half',
    own: own ? partNamed(own) : 'none',
    blocks: rule.blocks ?? null,
    byMean: rule.score === 'mean',
    byMany: Boolean(rule.mean_needs?.[0]),
    byLot: rule.ties === 'lot',
  });
}

/** The name of a share; one that no field offers becomes the next that asks for more. */
function named([numerator, denominator]: readonly [number, number]): keyof typeof FRACTIONS {
  const names = Object.keys(FRACTIONS) as (keyof typeof FRACTIONS)[];
  const reaches = (name: keyof typeof FRACTIONS) =>
    FRACTIONS[name][0] * denominator >= numerator * FRACTIONS[name][1];
  return names.find(reaches) ?? 'all';
}

function partNamed(share: readonly [number, number]): RuleDraft['own'] {
  const name = named(share);
  return name === 'half' || name === 'two_thirds' ? name : name === 'three_fifths' ? 'two_thirds' : 'all';
}
