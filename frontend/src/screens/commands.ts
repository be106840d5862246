import { focusedPlace, focusOn, step } from '../parts/chat/walk';
import type { MessageActs } from '../parts/chat/acts';
import { router } from '../router.svelte';
import type { Conversation } from '../state/conversation.svelte';
import { mute } from './acts';

/** What the stream does with a key that the frame did not answer itself. */
export function commandsOf(
  talk: Conversation,
  acts: MessageActs,
  stream: () => Element | undefined,
  compose: () => void,
): (command: string) => void {
  const onFocused = (act: 'reply' | 'quote' | 'startEdit' | 'unreadFrom') => {
    const message = talk.timeline?.message(focusedPlace()?.place ?? -1);
    if (!message || message.gone) return;
    if (act === 'startEdit' && !talk.isMine(message)) return;
    acts[act](message);
  };
  return (command) => {
    const here = stream();
    if (!here) return;
    if (command === 'next' || command === 'previous') step(here, command === 'next' ? 1 : -1);
    else if (command === 'compose') compose();
    else if (command === 'nextUnread') nextUnread(talk);
    else if (command === 'reply' || command === 'quote') onFocused(command);
    else if (command === 'edit') onFocused('startEdit');
    else if (command === 'unreadFrom') onFocused('unreadFrom');
    else if (command === 'mute') {
      const topic = focusedPlace()?.topic ?? talk.target;
      if (topic !== null) void mute(talk, topic);
    }
  };
}

/** Go to the first unread message after the one in focus, round the end; to the next space with unread if none is here. */
export function nextUnread(talk: Conversation): void {
  const from = focusedPlace();
  const unread = [...document.querySelectorAll<HTMLElement>('.stream .msg[data-place]')].filter((row) => {
    const message = talk.timeline?.message(Number(row.dataset.place));
    return message && talk.tab.marks.isUnread(message, (seat) => talk.tab.session.isMine(seat));
  });
  const focus = from && document.getElementById(`m${from.place}`);
  const isAfter = (row: HTMLElement) =>
    !focus || (focus.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  const isOtherTopic = (row: HTMLElement) => row.dataset.topic !== String(from?.topic);
  const next =
    unread.find((row) => isAfter(row) && isOtherTopic(row)) ?? unread.find(isOtherTopic) ?? unread[0];
  if (next) {
    focusOn(Number(next.dataset.place));
    return;
  }
  const spaces = talk.tab.spaces.shelves.flatMap((shelf) => shelf.spaces);
  const elsewhere = spaces.find((space) => space.unread > 0 && space.id !== talk.space);
  if (elsewhere) router.go(`/s/${elsewhere.id}`);
}
