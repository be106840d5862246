import type { Viewer } from '../parts/chat/acts';
import { Identifying } from '../parts/chat/identifying';
import type { Callable } from '../parts/chat/mentions';
import type { Conversation } from '../state/conversation.svelte';
import type { Tab } from '../state/tab.svelte';
import type { SpaceShape } from '../wire/shapes';
import { t } from '../words/words.svelte';

/**
 * Who looks at a space, and what they may do there. One object for all rows of a stream: a space that only counts one
 * more message changes nothing in it.
 */
export class Looking implements Viewer {
  readonly #space: () => SpaceShape;
  readonly mayPost = $derived.by(() => this.#space().may_post && !this.#space().bridge);
  readonly mayModerate = $derived.by(() => this.#space().may_moderate);
  readonly group = $derived.by(() => this.#space().group?.id ?? null);
  readonly enterSends = $derived.by(() => this.tab.session.me?.enter_sends ?? true);

  constructor(
    readonly tab: Tab,
    space: () => SpaceShape,
  ) {
    this.#space = space;
  }

  get bodyLimit(): number {
    return this.tab.session.bodyLimit;
  }

  readonly isMine = (seat: number): boolean => this.tab.session.isMine(seat);
}

const NOTHING_TOLD = new Identifying({});
let told: { patterns: object; made: Identifying } | undefined;

/** What may point to a person, made once of the patterns that the server told this tab. */
export function identifyingOf(tab: Tab): Identifying {
  const patterns = tab.session.identifying;
  if (told?.patterns !== patterns) told = { patterns, made: new Identifying(patterns) };
  return told?.made ?? NOTHING_TOLD;
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
