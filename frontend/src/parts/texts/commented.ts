import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

import { placeOf, type Placed } from './anchors';

const key = new PluginKey<DecorationSet>('commented');
/** Say this to the editor when comments came or were settled, and now and then while the text changes. */
export const COMMENTS_CAME = 'commentsCame';

/** Passages with an open comment, underlined. For the eye: the list beside the text tells of them. */
export const Commented = Extension.create<{ commented: () => readonly Placed[] }>({
  name: 'commented',
  addProseMirrorPlugins() {
    const { commented } = this.options;
    return [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: () => DecorationSet.empty,
          apply: (tr, before, _old, state) => {
            if (!tr.getMeta(COMMENTS_CAME)) return before.map(tr.mapping, tr.doc);
            const places = commented().flatMap((one) => placeOf(state, one) ?? []);
            return DecorationSet.create(
              state.doc,
              places.map(({ from, to }) => Decoration.inline(from, to, { class: 'commented' })),
            );
          },
        },
        props: { decorations: (state) => key.getState(state) },
      }),
    ];
  },
});
