import { sectionsOf, type Section } from '../parts/chat/rows';
import type { Conversation } from '../state/conversation.svelte';
import type { Timeline } from '../state/timeline.svelte';

/** The stream of a thread between groups: topics with their released posts. What is on its way is shown apart. */
export function sectionsOfThread(talk: Conversation, timeline: Timeline | undefined): Section[] {
  if (!timeline) return [];
  return sectionsOf({
    topics: timeline.topics,
    messages: timeline.messages,
    pending: [],
    order: talk.order,
    newAfter: (topic) => talk.newAfter(topic),
    isComplete: (topic) => timeline.isComplete(topic),
  });
}
