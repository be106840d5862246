import type { Pending } from '../../state/outbox.svelte';
import type { Message, Topic } from '../../wire/shapes';

/** One line of a stream. `key` stays the same when a pending post becomes a message, so the row is not drawn anew. */
export type Row =
  | { kind: 'message'; key: string; message: Message }
  | { kind: 'pending'; key: string; pending: Pending }
  | { kind: 'day'; key: string; at: string }
  | { kind: 'new'; key: string; since: string };

export type Section = { topic: Topic; rows: Row[]; isComplete: boolean };

export type Facts = {
  topics: readonly Topic[];
  messages: readonly Message[];
  pending: readonly Pending[];
  /** Topics' places in the order shown; others follow by place. */
  order: readonly number[];
  /** The place after which everything was new when the screen opened; null: nothing was. By topic. */
  newAfter: (topic: number) => number | null;
  isComplete: (topic: number) => boolean;
  /** The calendar day of a moment; without it no days are shown. */
  dayOf?: (at: string) => string;
};

/** The stream as sections, one for each topic that has something to show. */
export function sectionsOf(facts: Facts): Section[] {
  const messages = byTopic(facts.messages);
  const pending = byTopic(facts.pending);
  const rank = new Map(facts.order.map((place, n) => [place, n]));
  return facts.topics
    .filter((topic) => messages.has(topic.place) || pending.has(topic.place))
    .sort((a, b) => (rank.get(a.place) ?? Infinity) - (rank.get(b.place) ?? Infinity) || a.place - b.place)
    .map((topic) => ({
      topic,
      isComplete: facts.isComplete(topic.place),
      rows: rowsOf(messages.get(topic.place) ?? [], pending.get(topic.place) ?? [], facts, topic.place),
    }));
}

function rowsOf(
  messages: readonly Message[],
  pending: readonly Pending[],
  facts: Facts,
  topic: number,
): Row[] {
  const rows: Row[] = [];
  const newAfter = facts.newAfter(topic);
  let isPastNew = newAfter === null;
  let day = '';
  for (const message of messages) {
    const today = facts.dayOf?.(message.posted_at);
    if (today && today !== day) rows.push({ kind: 'day', key: `day-${today}`, at: message.posted_at });
    day = today ?? '';
    if (!isPastNew && newAfter !== null && message.place > newAfter) {
      rows.push({ kind: 'new', key: 'new', since: message.posted_at });
      isPastNew = true;
    }
    rows.push(rowOf(message));
  }
  const shown = new Set(messages.map((message) => message.client_id));
  for (const one of pending)
    if (!shown.has(one.client_id)) rows.push({ kind: 'pending', key: one.client_id, pending: one });
  return rows;
}

function byTopic<T extends { topic: number }>(all: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const one of all) {
    const group = groups.get(one.topic);
    if (group) group.push(one);
    else groups.set(one.topic, [one]);
  }
  return groups;
}

const ROWS = new WeakMap<Message, Row>();

/** The row of a message: the same object as long as the message is, so that what has not changed is not looked at. */
function rowOf(message: Message): Row {
  let row = ROWS.get(message);
  if (!row) {
    row = { kind: 'message', key: message.client_id ?? `p${message.place}`, message };
    ROWS.set(message, row);
  }
  return row;
}

/**
 * The last rows of a stream, at least `count`, and all from `count` before the first that is new: what can be on the screen when
 * it opens. The same sections where that is everything.
 */
export function endOf(sections: readonly Section[], count: number): readonly Section[] {
  const isNew = sections.flatMap((section) => section.rows.map((row) => row.kind === 'new'));
  const firstNew = isNew.indexOf(true);
  let extra = (firstNew < 0 ? isNew.length : Math.min(firstNew, isNew.length)) - count;
  if (extra <= 0) return sections;
  const end: Section[] = [];
  for (const section of sections) {
    if (extra < section.rows.length) end.push({ ...section, rows: section.rows.slice(Math.max(0, extra)) });
    extra -= section.rows.length;
  }
  return end;
}

/** Topics by their newest message here, the newest last: it stands next to the composer. */
export function orderOf(topics: readonly Topic[]): number[] {
  return [...topics].sort((a, b) => a.last_place - b.last_place).map((topic) => topic.place);
}
