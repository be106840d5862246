import { constituencies } from '../../kit/constituencies.svelte';
import { t } from '../../words/words.svelte';
import type { Attribution, AttributionChoice, Bridge, Crossing, Gate, Speaker } from '../../wire/bridges';
import type { Badge, GroupRef } from '../../wire/shapes';

/** The ways to be shown that a charter may allow. */
export const ATTRIBUTIONS = ['name', 'organisation', 'constituency', 'unattributed'] as const;
/** How a side lets words out, from the narrowest. */
export const GATES = ['pre', 'trusted', 'post'] as const;
export const gateName = (gate: Gate) => t(`bridge.gate_${gate}`);
export const attributionName = (attribution: Attribution) => t(`bridge.as_${attribution}`);

/** Who readers see: a person, an organisation, a constituency, or a participant. */
export function shownName(badge: Badge, attribution: Attribution): string {
  if (attribution === 'unattributed') return t('bridge.participant');
  if (attribution === 'constituency') return constituencies.name(badge.constituency);
  if (attribution === 'organisation') return badge.organisation || badge.name;
  return badge.organisation ? `${badge.name}, ${badge.organisation}` : badge.name;
}

/** "You alone", or one of how many. */
export function crowdWords(crowd: number): string {
  return crowd <= 1 ? t('bridge.you_alone') : t('bridge.one_of', { n: crowd });
}

/** What a choice means; where it is off, why. */
export function choiceNote(choice: AttributionChoice): string {
  if (!choice.allowed && choice.crowd < choice.least)
    return t('bridge.crowd_too_small', { least: choice.least, crowd: choice.crowd });
  if (!choice.allowed && choice.groups < choice.least_groups) return t('bridge.groups_too_few');
  if (!choice.allowed) return t('bridge.not_in_charter');
  return t('bridge.readers_see', { name: shownName(choice.shown_as, choice.attribution) });
}

/** A group as the banner names it: its constituency, else its own name. */
export const groupName = (group: GroupRef) =>
  group.constituency ? constituencies.name(group.constituency) : group.name;

/** Where a post is: done, now, still to come. */
export function stepsOf(crossing: Pick<Crossing, 'state'>): ('done' | 'now' | 'next')[] {
  if (crossing.state === 'held' || crossing.state === 'appealed') return ['done', 'now', 'next'];
  if (crossing.state === 'passed') return ['done', 'done', 'now'];
  if (crossing.state === 'returned') return ['now', 'next', 'next'];
  return ['done', 'done', 'done'];
}

/** What is said when a post went out: it waits, or has passed its gate at once. */
export function sentWords(
  bridge: Bridge | null,
  { seat, custody, unasked }: { seat?: number | null; custody?: string; unasked?: boolean },
): string {
  const waits = custody === 'sealed' || unasked; // at any gate
  const passes = !waits && bridge?.speakers.find((one) => one.seat === seat)?.passes;
  if (!passes) return t('bridge.submitted');
  return bridge.batch_minutes ? t('bridge.passed_batch') : t('bridge.passed');
}

/** Why one does not write here now. */
export function silence(state: Bridge['state']): string {
  if (state === 'paused') return t('bridge.silent');
  return state === 'open' ? t('composer.reads_only') : t('bridge.closed');
}

/** What a press does, which is what the gate of the speaker's side makes of it. */
export function verbOf(speaker: Speaker | undefined, isAnew: boolean, groups: number): string {
  if (speaker?.passes) return t('bridge.release_now', { n: groups });
  return isAnew ? t('bridge.resubmit') : t('bridge.submit');
}

/** Where an author reads what goes with a post that waits: in the space of the document. */
export const addressIn =
  ({ attachments }: Pick<Crossing, 'attachments'>) =>
  (number: number) => {
    const one = attachments.find((each) => each.number === number);
    return one ? `/s/${one.space}/d/${one.place}/v/${one.version}/read` : '';
  };
