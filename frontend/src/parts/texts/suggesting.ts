import { Extension, Mark } from '@tiptap/core';
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { ySyncPluginKey } from '@tiptap/y-tiptap';

import { asSuggestion, type Found, type Hand, plainly, SETTLING, suggestionsIn } from './suggest';

/** Who writes, how, and what is said over a suggestion. Asked anew each time. */
export type Suggester = Hand & {
  isSuggesting: () => boolean;
  /** Said over the words of a suggestion, and the hue of its author. */
  about: (key: string) => { said: string; hue: number };
};

const mark = (name: string, tag: string) =>
  Mark.create({
    name,
    inclusive: false,
    addAttributes: () => ({ key: { default: '', rendered: false } }),
    renderHTML: () => [tag, { class: 'suggested' }, 0],
  });
export const Insertion = mark('insertion', 'ins');
export const Deletion = mark('deletion', 'del');

type Standing = { found: readonly Found[]; drawn: DecorationSet };
const key = new PluginKey<Standing>('suggesting');
/** Say this to the editor when it became known who suggested what. */
export const AUTHORS_CAME = 'authorsCame';

/** The suggestions that stand in the text; the same array until one changes. */
export const foundIn = (state: EditorState): readonly Found[] => key.getState(state)?.found ?? [];

/** What one writes is suggested, while one suggests; else it is written, and takes no suggestion's mark from its neighbours. */
export const Suggesting = Extension.create<{ suggester: Suggester }>({
  name: 'suggesting',
  priority: 1000, // before the rules that turn "- " into a list: these have no words to suggest
  dispatchTransaction({ transaction, next }) {
    const { suggester } = this.options;
    const isOthers =
      transaction.getMeta(ySyncPluginKey) !== undefined || transaction.getMeta(SETTLING) === true;
    if (!transaction.docChanged || isOthers) next(transaction);
    else if (suggester.isSuggesting()) next(asSuggestion(this.editor.state, transaction, suggester));
    else next(plainly(transaction));
  },
  addProseMirrorPlugins() {
    const { suggester } = this.options;
    const drawn = (state: EditorState, found: readonly Found[]): Standing => {
      const spans = found.flatMap((one) => {
        const { said, hue } = suggester.about(one.key);
        return one.spans.map(({ from, to }) =>
          Decoration.inline(from, to, { class: `suggested-by caret-${hue}`, title: said }),
        );
      });
      return { found, drawn: DecorationSet.create(state.doc, spans) };
    };
    return [
      new Plugin<Standing>({
        key,
        state: {
          init: (_config, state) => drawn(state, suggestionsIn(state.doc)),
          apply: (tr, before, _old, state) =>
            tr.docChanged || tr.getMeta(AUTHORS_CAME) ? drawn(state, suggestionsIn(state.doc)) : before,
        },
        props: {
          decorations: (state) => key.getState(state)?.drawn,
          handleTextInput: (view, from, to, text) => {
            if (!suggester.isSuggesting()) return false;
            view.dispatch(view.state.tr.insertText(text, from, to));
            return true;
          },
        },
      }),
    ];
  },
});
