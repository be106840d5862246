import { announcer } from '../kit/announcer.svelte';
import { readable } from '../parts/chat/mentions';
import type { Conversation } from '../state/conversation.svelte';
import { t } from '../words/words.svelte';
import type { Message } from '../wire/shapes';

const SENTENCE_END = /(?<=[.!?؟。])\s/;
const SPOKEN = 160; // characters

/** Run commands and announce what comes, until the returned function is called. */
export function listen(
  talk: Conversation,
  command: (command: string) => void,
  onarrival: (message: Message) => void,
): () => void {
  const arrived = (message: Message) => {
    if (message.space !== talk.space || (talk.topic !== null && message.topic !== talk.topic)) return;
    onarrival(message);
    announcer.arrived(() => spoken(message));
  };
  talk.tab.onarrival.add(arrived);
  talk.tab.oncommand.add(command);
  return () => {
    talk.tab.onarrival.delete(arrived);
    talk.tab.oncommand.delete(command);
  };
}

/** Author, organisation, first sentence; of a folded message its note. */
function spoken(message: Message): string {
  const text = message.note ? t('message.note', { note: message.note }) : readable(message.body);
  const first = text.split(SENTENCE_END)[0] ?? '';
  return t('stream.announce', {
    name: message.by?.name ?? t('message.nobody'),
    organisation: message.by?.organisation ?? '',
    text: first.slice(0, SPOKEN),
  });
}
