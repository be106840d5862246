import { toasts } from '../kit/toasts.svelte';
import type { ChatAnswers, MessageActs } from '../parts/chat/acts';
import { withCalls } from '../parts/chat/mentions';
import { SecondLook } from '../parts/chat/second.svelte';
import type { Conversation } from '../state/conversation.svelte';
import type { Tab } from '../state/tab.svelte';
import { ApiError } from '../wire/api';
import { fetchOrigin } from '../wire/carrying';
import { t } from '../words/words.svelte';
import { callablesOf, identifyingOf } from './viewer.svelte';

/** Tell why an act did not happen. */
export function tell(error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
  toasts.show(error.message || t(error.isOffline ? 'fault.offline' : 'fault.try_again'));
}

/** The acts of message rows, for one conversation. `compose` puts the focus into the composer. */
export function actsOf(talk: Conversation, compose: () => void): MessageActs {
  const { tab, space } = talk;
  const second = secondLookOf(tab);
  return {
    react: (message, word, on) => tab.react(space, message.place, word, on),
    reply: (message) => {
      talk.target = message.topic;
      const body = tab.drafts.of(space, message.topic).body;
      if (message.by && !talk.isMine(message) && !body.includes(`@${message.by.name}`))
        tab.drafts.write(space, message.topic, { body: `@${message.by.name} ${body}` });
      compose();
    },
    quote: (message) => {
      talk.target = message.topic;
      tab.drafts.write(space, message.topic, { quote: message.place });
      compose();
    },
    startEdit: (message) => (talk.editing = message.place),
    stopEdit: () => {
      const place = talk.editing;
      talk.editing = null;
      if (place !== null) document.getElementById(`m${place}`)?.focus();
    },
    edit: (message, body) => {
      if (second.holds(body)) return Promise.reject(new Error(second.warning));
      const here = tab.spaces.get(space);
      return talk.edit(message, here ? withCalls(body, callablesOf(talk, here)) : body);
    },
    origin: async (number) => {
      const { space, place } = await fetchOrigin(number);
      return space === null ? null : `/s/${space}/m/${place}`;
    },
    history: (message) => void talk.showHistory(message).catch(tell),
    withdraw: (message) => (talk.asked = { what: 'withdraw', message }),
    redact: (message) => (talk.asked = { what: 'redact', message }),
    report: (message) => (talk.asked = { what: 'report', message }),
    ...(tab.spaces.get(space)?.bridge ? {} : wishesOf(talk)),
    mute: (message) => (talk.asked = { what: 'mute', message }),
    move: (message) => (talk.asked = { what: 'move', message }),
    pin: (message, on) => void talk.pin(message, on).catch(tell),
    copyLink: (message) => {
      const link = `${location.origin}/s/${space}/m/${message.place}`;
      void navigator.clipboard.writeText(link).then(() => toasts.show(t('act.link_copied')));
    },
    unreadFrom: (message) => {
      const before = tab.marks.upto(space, message.topic);
      talk.unreadFrom(message);
      toasts.show(t('act.marked_unread'), {
        label: t('kit.undo'),
        run: () => tab.read(space, message.topic, before),
      });
    },
  };
}

/** What is said of messages that should be TLP:RED. */
const wishesOf = (talk: Conversation): Pick<MessageActs, 'wish' | 'openWish'> => ({
  wish: (message) => (talk.asked = { what: 'wish', message }),
  openWish: (message) => void talk.openWish(message).catch(tell),
});

/** Asks before words that may point to a person are kept; who reads them does not matter here. */
export const secondLookOf = (tab: Tab): SecondLook<null> =>
  new SecondLook(
    () => null,
    () => null,
    () => identifyingOf(tab),
  );

/** What the dialogs over a conversation do with their answers; a refusal stays in its dialog. */
export function answersOf(talk: Conversation): Omit<ChatAnswers, 'onopen'> {
  return {
    onwithdraw: (message) => talk.withdraw(message),
    onredact: (message, reason) => talk.redact(message, reason),
    onreport: (message, reason, words) => talk.report(message, reason, words),
    onwish: (message, reason) => talk.wishRed(message, reason),
    ondecide: (message, red) => talk.decideWish(message, red),
    onmove: (message, topic) => talk.move(message, topic),
    onmute: (seat, space, minutes, reason) => talk.mute(seat, space, minutes, reason),
    onslow: (topic, seconds) => talk.slow(topic, seconds),
    onrename: (topic, title) => talk.change(topic.place, { title }),
  };
}

/** Mute or unmute a topic, say so, and offer to take it back. */
export async function mute(talk: Conversation, topic: number): Promise<void> {
  const on = !talk.tab.isMuted(talk.space, topic);
  try {
    await talk.tab.mute(talk.space, topic, on);
    toasts.show(on ? t('topic.now_muted') : t('topic.now_unmuted'), {
      label: t('kit.undo'),
      run: () => void talk.tab.mute(talk.space, topic, !on).catch(tell),
    });
  } catch (error) {
    tell(error);
  }
}
