import { Editor } from '@tiptap/core';
import Collaboration from '@tiptap/extension-collaboration';
import CollaborationCaret from '@tiptap/extension-collaboration-caret';
import StarterKit from '@tiptap/starter-kit';
import type { Awareness } from 'y-protocols/awareness';
import type { Doc } from 'yjs';

import type { Placed } from './anchors';
import { Commented } from './commented';
import { Deletion, Insertion, type Suggester, Suggesting } from './suggesting';

const LONGEST_PASTE = 100_000; // signs: the server takes no larger edit

export type Making = {
  element: HTMLElement;
  doc: Doc;
  awareness: Awareness;
  label: string;
  language: string;
  isEditable: boolean;
  suggester: Suggester;
  /** Passages with an open comment. */
  commented: () => readonly Placed[];
  /** Anything has changed: what is written, or only where the caret stands. */
  onchange: (isWritten: boolean) => void;
  /** By Escape: out of the text, to its tools. */
  onleave: () => void;
  ontoomuch: () => void;
};

/** What a text may hold: what Markdown can say, and nothing that the site's policy on content forbids. */
export function makeEditor({
  element,
  doc,
  awareness,
  label,
  language,
  isEditable,
  suggester,
  commented,
  ...on
}: Making): Editor {
  return new Editor({
    element,
    editable: isEditable,
    injectCSS: false, // its rules stand in texts.css
    content: { type: 'doc', content: [{ type: 'paragraph' }] }, // no string: it would be read as HTML, which the page forbids
    extensions: [
      StarterKit.configure({
        heading: { levels: [2, 3, 4] }, // the first is the title's
        link: { openOnClick: false, defaultProtocol: 'https', protocols: ['mailto'] },
        undoRedo: false, // one undoes what one wrote oneself: Collaboration knows
        trailingNode: false, // a reader's copy writes nothing
        code: false,
        codeBlock: false,
        strike: false,
        underline: false,
        dropcursor: false,
        gapcursor: false,
      }),
      Insertion,
      Deletion,
      Suggesting.configure({ suggester }),
      Commented.configure({ commented }),
      Collaboration.configure({ document: doc }),
      CollaborationCaret.configure({
        provider: { awareness },
        render: caretOf,
        selectionRender: (user) => ({ class: `caret-selected caret-${hueOf(user)}` }),
      }),
    ],
    editorProps: {
      attributes: {
        'aria-label': label,
        'aria-multiline': 'true',
        role: 'textbox',
        class: 'paper text',
        lang: language,
      },
      handlePaste: (_view, _event, slice) => {
        if (slice.size <= LONGEST_PASTE) return false;
        on.ontoomuch();
        return true;
      },
      handleKeyDown: (_view, event) => {
        if (event.key !== 'Escape') return false;
        on.onleave();
        return true;
      },
    },
    onTransaction: ({ transaction }) => on.onchange(transaction.docChanged),
  });
}

const hueOf = (user: Record<string, unknown>) => Number(user.hue) || 0;

/** Somebody's caret. The name is for the eye: it would break into every sentence that is read aloud. */
function caretOf(user: Record<string, unknown>): HTMLElement {
  const caret = document.createElement('span');
  caret.className = `caret caret-${hueOf(user)}`;
  caret.ariaHidden = 'true';
  const name = document.createElement('bdi');
  name.className = 'caret-name';
  name.textContent = String(user.name ?? '');
  caret.append(name);
  requestAnimationFrame(() => {
    const [box, edge] = [name.getBoundingClientRect(), caret.closest('.text')?.getBoundingClientRect()];
    if (edge && (box.left < edge.left || box.right > edge.right)) name.classList.add('caret-name-back');
  });
  return caret;
}
