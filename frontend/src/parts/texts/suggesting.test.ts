import { Editor } from '@tiptap/core';
import Collaboration from '@tiptap/extension-collaboration';
import StarterKit from '@tiptap/starter-kit';
import { afterEach, expect, test } from 'vitest';
import { applyUpdate, Doc } from 'yjs';

import { settled } from './suggest';
import { Deletion, foundIn, Insertion, Suggesting } from './suggesting';

const open: Editor[] = [];
afterEach(() => open.splice(0).forEach((editor) => editor.destroy()));

/** An editor in which somebody writes, or suggests. */
function desk(name: string) {
  const doc = new Doc();
  const hand = { isOn: false, begun: 0 };
  const editor = new Editor({
    element: document.createElement('div'),
    content: { type: 'doc', content: [{ type: 'paragraph' }] },
    extensions: [
      StarterKit.configure({ undoRedo: false, trailingNode: false }),
      Insertion,
      Deletion,
      Suggesting.configure({
        suggester: {
          isSuggesting: () => hand.isOn,
          isMine: (key) => key.startsWith(name),
          begin: () => `${name}${++hand.begun}`,
          about: (key) => ({ said: `by ${key}`, hue: 1 }),
        },
      }),
      Collaboration.configure({ document: doc }),
    ],
  });
  open.push(editor);
  return { doc, editor, hand };
}

/** Two who hear each other at once. */
function two() {
  const [ada, ben] = [desk('ada'), desk('ben')];
  ada.doc.on(
    'update',
    (edit: Uint8Array, origin) => origin !== 'heard' && applyUpdate(ben.doc, edit, 'heard'),
  );
  ben.doc.on(
    'update',
    (edit: Uint8Array, origin) => origin !== 'heard' && applyUpdate(ada.doc, edit, 'heard'),
  );
  return { ada, ben };
}
const write = (editor: Editor, words: string, from: number, to = from) =>
  editor.view.dispatch(editor.state.tr.insertText(words, from, to));

test('what one suggests the other sees under its key, and takes in or out for both', () => {
  const { ada, ben } = two();
  write(ada.editor, 'Buy wool.', 1);
  expect(ben.editor.getText()).toBe('Buy wool.');
  ben.hand.isOn = true;
  write(ben.editor, 'silk', 5, 9);
  for (const { editor } of [ada, ben]) {
    expect(editor.getText()).toBe('Buy woolsilk.');
    expect(
      foundIn(editor.state).map(({ key, spans }) => [
        key,
        ...spans.map(({ kind, words }) => `${kind} ${words}`),
      ]),
    ).toEqual([['ben1', 'deletion wool', 'insertion silk']]);
    expect(editor.view.dom.querySelector('ins [title="by ben1"]')?.textContent).toBe('silk');
    expect(editor.view.dom.querySelector('del')?.textContent).toBe('wool');
  }
  ada.editor.view.dispatch(settled(ada.editor.state, 'ben1', true));
  expect([ada, ben].map(({ editor }) => editor.getText())).toEqual(['Buy silk.', 'Buy silk.']);
  ada.editor.commands.undo(); // what she wrote herself, not what she decided
  expect(ben.editor.getText()).not.toContain('wool');
});

test('while one suggests, others write, and a form is left as it is', () => {
  const { ada, ben } = two();
  ben.hand.isOn = true;
  write(ada.editor, 'Buy wool.', 1);
  expect(foundIn(ben.editor.state)).toEqual([]);
  ben.editor.commands.selectAll();
  ben.editor.commands.toggleBold();
  ben.editor.commands.toggleHeading({ level: 2 });
  expect(ada.editor.getHTML()).toBe('<p>Buy wool.</p>');
  write(ben.editor, ' Now', 9);
  write(ada.editor, '!', 11); // within it
  expect(foundIn(ada.editor.state).map(({ spans }) => spans.map(({ words }) => words))).toEqual([
    [' N', 'ow'],
  ]);
});

test('undoing a suggestion takes it away for both', () => {
  const { ada, ben } = two();
  write(ada.editor, 'Buy wool.', 1);
  ben.hand.isOn = true;
  write(ben.editor, ' Now', 9);
  ben.editor.commands.undo();
  expect([ada, ben].map(({ editor }) => [editor.getText(), foundIn(editor.state).length])).toEqual([
    ['Buy wool.', 0],
    ['Buy wool.', 0],
  ]);
});
