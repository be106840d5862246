import type { Node } from '@tiptap/pm/model';
import { type EditorState, Selection } from '@tiptap/pm/state';
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap';
import { createRelativePositionFromJSON, type Doc, type XmlFragment } from 'yjs';

export type Place = { from: number; to: number };
/** What a comment says of where it stands: an anchor, or where there is none the words alone. */
export type Placed = { anchor: string; passage: string };

type Sync = { doc: Doc; type: XmlFragment; binding: { mapping: Map<never, never> } | null };

/** What is selected as an anchor: it moves with the words, whatever is written round it. */
export function anchorOf(state: EditorState): string {
  const { doc, selection } = state;
  const sync = ySyncPluginKey.getState(state) as Sync | undefined;
  if (!sync?.binding || selection.empty) return '';
  const { mapping } = sync.binding;
  // All of a text is selected from before its first block: what is written at its beginning later would be in it.
  const first = Math.max(selection.from, Selection.atStart(doc).from);
  const last = Math.min(selection.to, Selection.atEnd(doc).to);
  // The beginning of a block is bound to the block, not to its first sign: so it is said from the second one.
  const back = doc.resolve(first).parentOffset === 0 && last - first > 1 ? 1 : 0;
  const [from, to] = [first + back, last].map(
    (at) => absolutePositionToRelativePosition(at, sync.type, mapping) as object,
  );
  return JSON.stringify(back ? { from, to, back } : { from, to });
}

/** Where a passage stands now; null once it is gone. */
export function placeOf(state: EditorState, { anchor, passage }: Placed): Place | null {
  return (anchor && anchored(state, anchor)) || (passage ? sought(state.doc, passage) : null);
}

function anchored(state: EditorState, anchor: string): Place | null {
  const sync = ySyncPluginKey.getState(state) as Sync | undefined;
  const mapping = sync?.binding?.mapping;
  if (!sync || !mapping) return null;
  try {
    const ends = JSON.parse(anchor) as { from: object; to: object; back?: number };
    const [second, to] = [ends.from, ends.to].map((end) =>
      relativePositionToAbsolutePosition(sync.doc, sync.type, createRelativePositionFromJSON(end), mapping),
    );
    if (typeof second !== 'number' || typeof to !== 'number') return null;
    const from = second - (ends.back === 1 ? 1 : 0);
    if (from < 0 || from >= to || to > state.doc.content.size) return null;
    return state.doc.textBetween(from, to).trim() ? { from, to } : null;
  } catch {
    return null; // no editor made it
  }
}

type Signs = { text: string; at: readonly number[] };
const read = new WeakMap<Node, Signs>();

/** The words of a text with single blanks between them, and where each sign of it stands. */
function signsOf(doc: Node): Signs {
  const known = read.get(doc);
  if (known) return known;
  let text = '';
  const at: number[] = [];
  const add = (sign: string, place: number) => {
    const isBlank = /\s/.test(sign);
    if (isBlank && (text === '' || text.endsWith(' '))) return;
    text += isBlank ? ' ' : sign;
    at.push(place);
  };
  doc.descendants((node, place) => {
    if (node.isText) [...(node.text ?? '').split('')].forEach((sign, n) => add(sign, place + n));
    else if (node.isTextblock || node.type.name === 'hardBreak') add(' ', place);
  });
  const signs = { text, at };
  read.set(doc, signs);
  return signs;
}

function sought(doc: Node, passage: string): Place | null {
  const words = passage.replace(/\s+/g, ' ').trim();
  const { text, at } = signsOf(doc);
  const begin = words ? text.indexOf(words) : -1;
  const [from, last] = [at[begin], at[begin + words.length - 1]];
  return begin < 0 || from === undefined || last === undefined ? null : { from, to: last + 1 };
}
