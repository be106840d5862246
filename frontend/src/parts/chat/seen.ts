const SECOND_MS = 1_000;
const ROW = '.msg[data-place]';

/** What was on screen for a second, with the window in front, has been read. */
export class Seen {
  readonly #waiting = new Map<Element, ReturnType<typeof setTimeout>>();
  readonly #observer: IntersectionObserver;

  /** `onseen` is told the topic's and the message's place. */
  constructor(
    readonly onseen: (topic: number, place: number) => void,
    readonly isInFront: () => boolean = () => !document.hidden && document.hasFocus(),
  ) {
    this.#observer = new IntersectionObserver((entries) => this.#look(entries), { threshold: [0, 0.5, 1] });
    window.addEventListener('focus', this.#again);
  }

  /** Watch a row: an attachment for the stream, which holds the rows. */
  watch = (stream: Element): (() => void) => {
    const rowsIn = (node: Node) =>
      node instanceof Element ? (node.matches(ROW) ? [node] : [...node.querySelectorAll(ROW)]) : [];
    for (const row of rowsIn(stream)) this.#observer.observe(row);
    const rows = new MutationObserver((changes) => {
      for (const { addedNodes, removedNodes } of changes) {
        for (const node of removedNodes) for (const row of rowsIn(node)) this.#forget(row);
        for (const node of addedNodes) for (const row of rowsIn(node)) this.#observer.observe(row);
      }
    });
    rows.observe(stream, { childList: true, subtree: true });
    return () => {
      rows.disconnect();
      this.#observer.disconnect();
      window.removeEventListener('focus', this.#again);
      for (const timer of this.#waiting.values()) clearTimeout(timer);
    };
  };

  /** A row left the page, or only moved: then it is taken in again. */
  #forget(row: Element): void {
    clearTimeout(this.#waiting.get(row));
    this.#waiting.delete(row);
    this.#observer.unobserve(row);
  }

  #look(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      // A message taller than the window is never half in view: what fills half of the window counts.
      const isInView =
        entry.intersectionRatio >= 0.5 ||
        entry.intersectionRect.height >= (entry.rootBounds?.height ?? Infinity) / 2;
      if (!isInView) {
        clearTimeout(this.#waiting.get(entry.target));
        this.#waiting.delete(entry.target);
      } else if (!this.#waiting.has(entry.target)) this.#wait(entry.target);
    }
  }

  #wait(row: Element): void {
    const tell = () => {
      const { place, topic } = (row as HTMLElement).dataset;
      if (this.isInFront() && row.isConnected) this.onseen(Number(topic), Number(place));
    };
    this.#waiting.set(row, setTimeout(tell, SECOND_MS));
  }

  /** The window came to the front: what is in view counts from now. */
  readonly #again = () => {
    for (const [row, timer] of this.#waiting) {
      clearTimeout(timer);
      this.#wait(row);
    }
  };
}
