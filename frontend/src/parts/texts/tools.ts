import type { Editor } from '@tiptap/core';

import type { Key } from '../../words/words.svelte';

/** One button over a text. `sign` is drawn; `name` is said. */
export type Tool = {
  name: Key;
  sign: string;
  isOn?: (editor: Editor) => boolean;
  isOff?: (editor: Editor) => boolean;
  /** Not while one suggests: it changes the form, which has no words to suggest. */
  isForm?: boolean;
  run: (editor: Editor) => void;
};

const heading = (level: 2 | 3 | 4): Tool => ({
  name: `text.heading_${level - 1}` as Key,
  sign: `H${level - 1}`,
  isForm: true,
  isOn: (editor) => editor.isActive('heading', { level }),
  run: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
});

export const TOOLS: readonly (readonly Tool[])[] = [
  [heading(2), heading(3), heading(4)],
  [
    {
      name: 'text.bold',
      sign: 'B',
      isForm: true,
      isOn: (editor) => editor.isActive('bold'),
      run: (editor) => editor.chain().focus().toggleBold().run(),
    },
    {
      name: 'text.italic',
      sign: 'I',
      isForm: true,
      isOn: (editor) => editor.isActive('italic'),
      run: (editor) => editor.chain().focus().toggleItalic().run(),
    },
  ],
  [
    {
      name: 'text.bullets',
      sign: '•',
      isForm: true,
      isOn: (editor) => editor.isActive('bulletList'),
      run: (editor) => editor.chain().focus().toggleBulletList().run(),
    },
    {
      name: 'text.numbers',
      sign: '1.',
      isForm: true,
      isOn: (editor) => editor.isActive('orderedList'),
      run: (editor) => editor.chain().focus().toggleOrderedList().run(),
    },
    {
      name: 'text.quotation',
      sign: '❝',
      isForm: true,
      isOn: (editor) => editor.isActive('blockquote'),
      run: (editor) => editor.chain().focus().toggleBlockquote().run(),
    },
  ],
  [
    {
      name: 'text.undo',
      sign: '↶',
      isOff: (editor) => !editor.can().undo(),
      run: (editor) => editor.chain().focus().undo().run(),
    },
    {
      name: 'text.redo',
      sign: '↷',
      isOff: (editor) => !editor.can().redo(),
      run: (editor) => editor.chain().focus().redo().run(),
    },
  ],
];
