import type { MenuItem } from '../kit/menu';
import type { Conversation } from '../state/conversation.svelte';
import type { SpaceShape } from '../wire/shapes';
import { t } from '../words/words.svelte';
import { mute, tell } from './acts';

/** What can be done with a topic, for this person. */
export function topicMenuOf(
  talk: Conversation,
  space: SpaceShape,
  place: number,
  go: (path: string) => void,
): MenuItem[] {
  const topic = talk.timeline?.topic(place);
  if (!topic) return [];
  const change = (changes: { locked?: boolean; pinned?: boolean }) =>
    void talk.change(place, changes).catch(tell);
  const isMuted = talk.tab.isMuted(space.id, place);
  const items: (MenuItem | false)[] = [
    talk.topic === null && { label: t('topic.alone'), onselect: () => go(`/s/${space.id}/t/${place}`) },
    (space.may_moderate || talk.tab.session.isMine(topic.by.seat)) && {
      label: t('topic.rename'),
      icon: 'edit',
      onselect: () => (talk.asked = { what: 'rename', topic }),
    },
    {
      label: isMuted ? t('topic.unmute') : t('topic.mute'),
      key: 'M',
      onselect: () => void mute(talk, place),
    },
    space.may_moderate && {
      label: topic.pinned ? t('topic.unpin') : t('topic.pin'),
      icon: 'pin',
      apart: true,
      onselect: () => change({ pinned: !topic.pinned }),
    },
    space.may_moderate && {
      label: topic.locked ? t('topic.unlock') : t('topic.lock'),
      icon: 'lock',
      note: topic.locked ? undefined : t('topic.lock_note'),
      onselect: () => change({ locked: !topic.locked }),
    },
    space.may_moderate && {
      label: t('topic.slow'),
      onselect: () => (talk.asked = { what: 'slow', topic }),
    },
    space.may_moderate &&
      !space.bridge && {
        label: t('inquiries.consult_here'),
        icon: 'poll',
        apart: true,
        onselect: () => go(`/s/${space.id}/consult?topic=${place}`),
      },
    space.may_moderate &&
      !space.bridge && {
        label: t('inquiries.survey_here'),
        icon: 'poll',
        onselect: () => go(`/s/${space.id}/survey?topic=${place}`),
      },
  ];
  return items.filter((item) => item !== false);
}
