import { split } from './sought';

/**
 * Marks what is sought in a text that came rendered, and takes the marks away before it marks anew.
 * Words that stand half in one element and half in another are counted, and not marked.
 */
export function marked(sought: string) {
  return (root: HTMLElement) => {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found: [Text, ReturnType<typeof split>][] = [];
    while (texts.nextNode()) {
      const text = texts.currentNode as Text;
      const parts = split(text.data, sought);
      if (parts.some((part) => part.isHit)) found.push([text, parts]);
    }
    const marks: HTMLElement[] = [];
    for (const [text, parts] of found)
      text.replaceWith(
        ...parts.map((part) => {
          if (!part.isHit) return part.text;
          const mark = document.createElement('mark');
          mark.textContent = part.text;
          marks.push(mark);
          return mark;
        }),
      );
    return () => {
      for (const mark of marks) mark.replaceWith(...mark.childNodes);
      root.normalize();
    };
  };
}
