import type { Viewer } from '../parts/chat/acts';
import type { Callable } from '../parts/chat/mentions';
import type { Conversation } from '../state/conversation.svelte';
import type { Tab } from '../state/tab.svelte';
import type { SpaceShape } from '../wire/shapes';
import { t } from '../words/words.svelte';

/** Who looks at a space, and what they may do there. */
export function viewerOf(tab: Tab, space: SpaceShape): Viewer {
  return {
    isMine: (seat) => tab.session.isMine(seat),
    mayPost: space.may_post && !space.bridge,
    mayModerate: space.may_moderate,
    enterSends: tab.session.me?.enter_sends ?? true,
    bodyLimit: tab.session.bodyLimit,
  };
}

/** Who can be called with @ in a space: its people, its moderators, everybody. */
export function callablesOf(talk: Conversation, space: SpaceShape): Callable[] {
  const people = talk.people
    .filter((seat) => seat.by.seat !== space.seat)
    .map(({ by }) => ({ name: by.name, note: by.organisation, target: `seat:${by.seat}` }));
  return [
    ...people,
    { name: t('mention.moderators'), note: t('mention.moderators_note'), target: 'role:moderators' },
    { name: t('mention.group'), note: t('composer.people', { n: space.people }), target: 'group:all' },
  ];
}
