import { Editor } from '@tiptap/core';
import Collaboration from '@tiptap/extension-collaboration';
import StarterKit from '@tiptap/starter-kit';
import { afterEach, expect, test } from 'vitest';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';

import { anchorOf, placeOf } from './anchors';

const open: Editor[] = [];
afterEach(() => open.splice(0).forEach((editor) => editor.destroy()));

/** An editor over a copy of a text. */
function desk(from?: Doc) {
  const doc = new Doc();
  if (from) applyUpdate(doc, encodeStateAsUpdate(from));
  const editor = new Editor({
    element: document.createElement('div'),
    extensions: [
      StarterKit.configure({ undoRedo: false, trailingNode: false }),
      Collaboration.configure({ document: doc }),
    ],
  });
  open.push(editor);
  return { doc, editor };
}

/** A text of two paragraphs, and "warm yarn" in the second as an anchor. */
function commented() {
  const { doc, editor } = desk();
  editor.commands.insertContentAt(0, [
    { type: 'paragraph', content: [{ type: 'text', text: 'First.' }] },
    { type: 'paragraph', content: [{ type: 'text', text: 'Buy warm yarn now.' }] },
  ]);
  const at = placeOf(editor.state, { anchor: '', passage: 'warm  yarn' });
  expect(at && editor.state.doc.textBetween(at.from, at.to)).toBe('warm yarn');
  editor.commands.setTextSelection(at ?? 0);
  return { doc, editor, comment: { anchor: anchorOf(editor.state), passage: 'warm yarn' } };
}
const words = (editor: Editor, one: { anchor: string; passage: string }) => {
  const at = placeOf(editor.state, one);
  return at && editor.state.doc.textBetween(at.from, at.to);
};

test('an anchor moves with its words, in every copy of the text', () => {
  const { doc, editor, comment } = commented();
  expect(comment.anchor.length).toBeLessThanOrEqual(400); // what the server keeps of it
  const other = desk(doc).editor;
  for (const each of [editor, other]) {
    expect(words(each, comment)).toBe('warm yarn');
    each.commands.insertContentAt(1, 'Before all that: ');
    expect(words(each, comment)).toBe('warm yarn');
  }
  const at = placeOf(editor.state, comment);
  editor.commands.insertContentAt((at?.from ?? 0) + 4, ' and soft');
  expect(words(editor, comment)).toBe('warm and soft yarn');
});

test('of all that is selected, what is written before and behind it later is no part', () => {
  const { editor } = commented();
  editor.commands.selectAll();
  const comment = { anchor: anchorOf(editor.state), passage: 'First. Buy warm yarn now.' };
  editor.commands.insertContentAt(1, 'Before all that: ');
  expect(words(editor, comment)).toBe('First.Buy warm yarn now.');
});

test('a passage that is gone has no place, unless its words stand elsewhere', () => {
  const { editor, comment } = commented();
  const at = placeOf(editor.state, comment) ?? { from: 0, to: 0 };
  editor.commands.deleteRange(at);
  expect(placeOf(editor.state, comment)).toBeNull();
  editor.commands.insertContentAt(1, 'Oh, warm yarn! ');
  expect(words(editor, comment)).toBe('warm yarn');
});

test('words are found over the edges of paragraphs, and an anchor that no editor made is none', () => {
  const { editor } = commented();
  expect(words(editor, { anchor: '', passage: 'First. Buy warm' })).toBe('First.Buy warm');
  for (const anchor of ['x', '{}', '{"from":{"item":7},"to":{}}'])
    expect(placeOf(editor.state, { anchor, passage: 'not there' })).toBeNull();
});
