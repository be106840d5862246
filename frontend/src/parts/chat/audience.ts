import { constituencies } from '../../kit/constituencies.svelte';
import { isStricter, type Label, shownLabel } from '../../kit/labels';
import type { SpaceShape, Topic } from '../../wire/shapes';
import { t, words } from '../../words/words.svelte';

/** Who reads, and under which label, as far as a writer must know of a change. */
export type Audience = { people: number; organisations: number; label: Label; ceiling: Label };

export function audienceOf(space: SpaceShape, topic: Topic): Audience {
  return {
    people: space.people,
    organisations: space.organisations,
    label: topic.label,
    ceiling: space.ceiling,
  };
}

/** What changed while one wrote, as a sentence; null if nothing did. Sending then waits for a second press. */
export function changeOf(before: Audience, now: Audience): string | null {
  if (before.people !== now.people || before.organisations !== now.organisations)
    return t('composer.audience_changed', {
      before: before.people,
      people: now.people,
      organisations: now.organisations,
    });
  if (before.label !== now.label) return t('composer.label_changed', { label: shownLabel(now.label) });
  if (before.ceiling !== now.ceiling)
    return t('composer.ceiling_changed', { label: shownLabel(now.ceiling) });
  return null;
}

/** Why nothing can be sent under this label; null if it can. */
export function stopOf(space: SpaceShape, topic: Topic, label: Label): string | null {
  if (isStricter(topic.label, label)) return t('composer.label_too_low', { label: shownLabel(topic.label) });
  if (isStricter(label, space.ceiling))
    return t('composer.above_ceiling', { label: shownLabel(space.ceiling) });
  return null;
}

/** The send button names where it goes. */
export function destination(space: SpaceShape): string {
  if (space.bridge) return t('composer.submit');
  if (space.closed || !space.group) return t('composer.send_people', { n: space.people });
  return t('composer.send_to', { name: plainName(space) });
}

/** "Civil society" within a sentence, or the group's name without "(example)". */
function plainName(space: SpaceShape): string {
  const slug = space.group?.constituency;
  if (slug) return constituencies.name(slug).toLocaleLowerCase(words.language);
  return (space.group?.name ?? '').replace(/ \(example\)$/, '');
}

/** Why one cannot write here; null where one can. */
export function silenceOf(space: SpaceShape, topic: Topic | undefined): string | null {
  if (space.archived) return t('composer.archived');
  if (!space.may_post) return t('composer.reads_only');
  if (topic?.locked && !space.may_moderate) return t('composer.locked');
  return null;
}
