const NEAR_PX = 120;

/** Whether the reader stands at the end of the stream, and what came below meanwhile. */
export class Follow {
  isAtEnd = $state(true);
  /** Messages that came while one read further up. */
  below = $state(0);
  #end: Element | null = null;

  /** An attachment for the last, empty line of the stream. */
  end = (element: Element): (() => void) => {
    this.#end = element;
    const observer = new IntersectionObserver(
      ([entry]) => {
        this.isAtEnd = entry?.isIntersecting ?? false;
        if (this.isAtEnd) this.below = 0;
      },
      { rootMargin: `0px 0px ${NEAR_PX}px 0px` },
    );
    observer.observe(element);
    return () => observer.disconnect();
  };

  /** One more message. At the end the stream follows; further up nothing moves. */
  arrived(): void {
    if (!this.isAtEnd) this.below += 1;
  }

  /** Go to the end. Twice: rows that come into view take their true height. */
  toEnd(): void {
    const go = () => this.#end?.scrollIntoView({ block: 'end' });
    go();
    requestAnimationFrame(() => requestAnimationFrame(go));
    this.below = 0;
  }
}

/** Run `change` and keep `anchor` where it stands on the screen, whatever appears above it. */
export async function keepInPlace(
  anchor: Element | null | undefined,
  change: () => Promise<void>,
): Promise<void> {
  const before = anchor?.getBoundingClientRect().top ?? 0;
  await change();
  await new Promise(requestAnimationFrame);
  const after = anchor?.getBoundingClientRect().top ?? 0;
  window.scrollBy(0, after - before);
}
