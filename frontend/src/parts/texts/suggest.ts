import type { Mark, MarkType, Node, Schema } from '@tiptap/pm/model';
import { type EditorState, Selection, type Transaction } from '@tiptap/pm/state';
import { canSplit, ReplaceStep } from '@tiptap/pm/transform';

/**
 * Suggestions are words of the text under a mark: what is to come in, what is to go out. Each mark names its suggestion by a key; in whose
 * name it stands only the server says. Until it is settled, the text that becomes a version is the one without them.
 */
export const KINDS = ['insertion', 'deletion'] as const;
type Kind = (typeof KINDS)[number];

/** A new paragraph that is suggested: a sign among the words, which becomes one when they are accepted. */
export const BREAK = '¶';
/** Marks a transaction that settles a suggestion: it is neither suggested itself nor undone. */
export const SETTLING = 'settling';

export type Span = { kind: Kind; from: number; to: number; words: string };
export type Found = { key: string; spans: readonly Span[] };

/** Which suggestions are one's own, and the key of a new one. */
export type Hand = { isMine: (key: string) => boolean; begin: () => string };

const markOf = (marks: readonly Mark[], kind: Kind) => marks.find((mark) => mark.type.name === kind);
const keyOf = (marks: readonly Mark[], kind: Kind) => String(markOf(marks, kind)?.attrs.key ?? '');

function typeOf(schema: Schema, kind: Kind): MarkType {
  const type = schema.marks[kind];
  if (!type) throw new Error(`the editor knows no ${kind}`);
  return type;
}

/** The suggestions that stand in a text, in its order. */
export function suggestionsIn(doc: Node): Found[] {
  const found = new Map<string, Span[]>();
  doc.descendants((node, from) => {
    if (!node.isText) return;
    for (const kind of KINDS) {
      const mark = markOf(node.marks, kind);
      if (!mark) continue;
      const key = String(mark.attrs.key);
      const spans = found.get(key) ?? [];
      found.set(key, spans);
      spans.push({ kind, from, to: from + node.nodeSize, words: node.text ?? '' });
    }
  });
  return [...found].map(([key, spans]) => ({ key, spans }));
}

/** What would be written, as a suggestion: words come under a mark, and go by one. What has no words (a heading, a list) is left as it is. */
export function asSuggestion(state: EditorState, wanted: Transaction, hand: Hand): Transaction {
  const made = state.tr;
  const change = changeOf(wanted);
  if (!change) return made;
  const { from, to, words } = change;
  const key = nearKey(state.doc, from, to, hand) || hand.begin();
  const [insertion, deletion] = KINDS.map((kind) => typeOf(state.schema, kind)) as [MarkType, MarkType];
  const ownWords: [number, number][] = [];
  state.doc.nodesBetween(from, to, (node, at) => {
    if (!node.isText) return;
    const span: [number, number] = [Math.max(from, at), Math.min(to, at + node.nodeSize)];
    const inserted = markOf(node.marks, 'insertion');
    if (inserted && hand.isMine(String(inserted.attrs.key))) ownWords.push(span);
    else if (!markOf(node.marks, 'deletion')) made.addMark(...span, deletion.create({ key }));
  });
  for (const span of ownWords.reverse()) made.delete(...span); // nobody else has seen to them
  let end = made.mapping.map(afterwards(state, from, to));
  if (words) {
    const at = textAt(made, made.mapping.map(to));
    if (at === null) return state.tr;
    const kept = made.doc
      .resolve(at)
      .marks()
      .filter(({ type }) => type.name === 'bold' || type.name === 'italic');
    made.insert(at, state.schema.text(words, [...kept, insertion.create({ key })]));
    end = at + words.length;
  }
  const composition: unknown = wanted.getMeta('composition');
  if (composition !== undefined) made.setMeta('composition', composition);
  return made.setSelection(Selection.near(made.doc.resolve(end), -1)).scrollIntoView();
}

/** A transaction as one stretch that is replaced; null where it changes form alone, or form as well. */
function changeOf(wanted: Transaction): { from: number; to: number; words: string } | null {
  if (!wanted.steps.length || !wanted.steps.every((step) => step instanceof ReplaceStep)) return null;
  const [only] = wanted.steps as ReplaceStep[];
  if (only && wanted.steps.length === 1)
    return { from: only.from, to: only.to, words: wordsOf(only.slice.content) };
  const from = wanted.before.content.findDiffStart(wanted.doc.content);
  const ends = wanted.before.content.findDiffEnd(wanted.doc.content);
  if (from === null || !ends) return null;
  const overlap = Math.max(0, from - Math.min(ends.a, ends.b));
  const to = ends.b + overlap;
  return { from, to: ends.a + overlap, words: wordsOf(wanted.doc.slice(from, to).content) };
}

function wordsOf(content: Node['content']): string {
  return content.textBetween(0, content.size, BREAK, ({ type }) => (type.name === 'hardBreak' ? BREAK : ''));
}

/** The key of one's own suggestion beside a stretch: one goes on with it. */
function nearKey(doc: Node, from: number, to: number, { isMine }: Hand): string {
  const beside = [doc.resolve(from).nodeBefore, doc.resolve(to).nodeAfter];
  const keys = beside.flatMap((node) => KINDS.map((kind) => keyOf(node?.marks ?? [], kind)));
  return keys.find((key) => key && isMine(key)) ?? '';
}

/** Where the caret stands after a deletion: before it, unless one deletes forward. */
const afterwards = ({ selection }: EditorState, from: number, to: number) =>
  selection.empty && selection.head === from ? to : from;

/** The nearest place where words may stand. */
function textAt(tr: Transaction, at: number): number | null {
  const place = tr.doc.resolve(at);
  if (place.parent.inlineContent) return at;
  const near = Selection.near(place, -1).$from;
  return near.parent.inlineContent ? near.pos : null;
}

/** What is written outright within a suggestion, or moved or pasted out of one, is no part of it. */
export function plainly(wanted: Transaction): Transaction {
  const { mapping } = wanted;
  mapping.maps.forEach((map, n) => {
    const later = mapping.slice(n + 1);
    map.forEach((_from, _to, from, to) => {
      const [start, end] = [later.map(from, 1), later.map(to, -1)];
      for (const kind of start < end ? KINDS : []) {
        const type = typeOf(wanted.doc.type.schema, kind);
        if (wanted.doc.rangeHasMark(start, end, type)) wanted.removeMark(start, end, type);
      }
    });
  });
  return wanted;
}

/** A suggestion taken into the text, or out of it. Without steps where it does not stand there any more. */
export function settled(state: EditorState, key: string, accepted: boolean): Transaction {
  const tr = state.tr.setMeta('addToHistory', false).setMeta(SETTLING, true);
  const spans = suggestionsIn(state.doc).find((one) => one.key === key)?.spans ?? [];
  for (const { kind, from, to, words } of [...spans].reverse()) {
    if ((kind === 'insertion') !== accepted) wipe(tr, from, to, accepted);
    else {
      tr.removeMark(from, to, typeOf(state.schema, kind));
      if (kind === 'insertion') breakUp(tr, from, words);
    }
  }
  return tr;
}

function breakUp(tr: Transaction, from: number, words: string): void {
  for (let n = words.length - 1; n >= 0; n--) {
    if (words[n] !== BREAK) continue;
    const at = from + n;
    tr.delete(at, at + 1);
    const place = tr.doc.resolve(at);
    const depth = place.depth > 1 && place.node(-1).type.name === 'listItem' ? 2 : 1;
    const after = place.parent.type.name === 'heading' && place.parentOffset === place.parent.content.size;
    const { paragraph } = tr.doc.type.schema.nodes;
    const types = after && paragraph ? [{ type: paragraph }] : undefined;
    if (canSplit(tr.doc, at, depth, types)) tr.split(at, depth, types);
    else tr.insertText(' ', at);
  }
}

/** Take words out; the paragraph with them, where they were all of it and it was to go. */
function wipe(tr: Transaction, from: number, to: number, alsoBlock: boolean): void {
  tr.delete(from, to);
  const place = tr.doc.resolve(from);
  if (!alsoBlock || place.parent.content.size) return;
  for (let depth = place.depth; depth > 0; depth--) {
    const [outer, n] = [place.node(depth - 1), place.index(depth - 1)];
    if (outer.canReplace(n, n + 1)) {
      tr.delete(place.before(depth), place.after(depth));
      return;
    }
    if (outer.childCount > 1) return;
  }
}
