import type { Editor } from '@tiptap/core';

import { anchorOf, type Place, type Placed, placeOf } from './anchors';
import { settled } from './suggest';
import { foundIn } from './suggesting';

/** What the lists beside a text do in its editor. */
export class TextHandle {
  constructor(readonly editor: Editor) {}

  /** Say something to the editor's extensions that is no change of the text. */
  tell(what: string): void {
    this.editor.view.dispatch(this.editor.state.tr.setMeta(what, true));
  }

  select(at: Place): void {
    this.editor.chain().focus().setTextSelection(at).scrollIntoView().run();
  }

  /** Select the words of a suggestion. */
  show(key: string): void {
    const spans = foundIn(this.editor.state).find((one) => one.key === key)?.spans;
    const [first, last] = [spans?.[0], spans?.at(-1)];
    if (first && last) this.select({ from: first.from, to: last.to });
  }

  /** Take a suggestion into the text, or out of it. False where it does not stand there any more. */
  settle(key: string, accepted: boolean): boolean {
    const tr = settled(this.editor.state, key, accepted);
    if (tr.docChanged) this.editor.view.dispatch(tr);
    return tr.docChanged;
  }

  /** Where a comment stands now, or null. */
  place(one: Placed): Place | null {
    return placeOf(this.editor.state, one);
  }

  /** What is selected, as an anchor. */
  anchor(): string {
    return anchorOf(this.editor.state);
  }

  /** Set a link over what is selected; an empty address takes it away. */
  link(address: string): void {
    const { editor } = this;
    const chain = editor.chain().focus().extendMarkRange('link');
    if (!address) chain.unsetLink().run();
    else if (editor.state.selection.empty && !editor.isActive('link'))
      editor
        .chain()
        .focus()
        .insertContent({ type: 'text', text: address, marks: [{ type: 'link', attrs: { href: address } }] })
        .run();
    else chain.setLink({ href: address }).run();
  }
}
