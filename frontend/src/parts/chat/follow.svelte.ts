const NEAR_PX = 120;
const LEAVING_MS = 500;
const UPWARDS: readonly string[] = ['ArrowUp', 'PageUp', 'Home'];

/** Whether the reader stands at the end of the stream, and what came below meanwhile. */
export class Follow {
  isAtEnd = $state(true);
  /** Messages that came while one read further up. */
  below = $state(0);
  #end: Element | null = null;
  #going = 0; // an animation frame: on the way to the end
  #leftAt = -Infinity; // when the reader last moved upwards; milliseconds of performance.now

  /** An attachment for the last, empty line of the stream. */
  end = (element: Element): (() => void) => {
    this.#end = element;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!this.#going) this.#stand(entries.at(-1)?.isIntersecting ?? false);
      },
      { rootMargin: `0px 0px ${NEAR_PX}px 0px` },
    );
    observer.observe(element);
    const leave = (event: Event) => {
      if (!leadsUp(event)) return;
      this.#leftAt = performance.now();
      if (!this.#going) return;
      this.#stop(); // whoever sets out on the way is not brought back
      this.look();
    };
    const ways = ['wheel', 'touchmove', 'keydown'] as const;
    for (const way of ways) window.addEventListener(way, leave, { passive: true });
    return () => {
      observer.disconnect();
      this.#stop();
      for (const way of ways) window.removeEventListener(way, leave);
    };
  };

  /** One more message. At the end the stream follows; further up nothing moves. */
  arrived(): void {
    if (!this.isAtEnd) this.below += 1;
  }

  /** What came is drawn: go to it, unless the reader stands further up or has just set out for there. */
  follow(): void {
    if (this.isAtEnd && performance.now() - this.#leftAt > LEAVING_MS) this.toEnd();
  }

  /** Go to the end. Twice: rows that come into view take their true height. Many messages in one frame are one way. */
  toEnd(): void {
    this.isAtEnd = true;
    this.below = 0;
    if (this.#going) return;
    const go = () => this.#end?.scrollIntoView({ block: 'end' });
    this.#going = requestAnimationFrame(() => {
      go();
      this.#going = requestAnimationFrame(() => {
        go();
        this.#going = 0;
        this.look();
      });
    });
  }

  /** See where the reader stands, after being led somewhere. */
  look(): void {
    const top = this.#end?.getBoundingClientRect().top ?? 0;
    this.#stand(top <= window.innerHeight + NEAR_PX);
  }

  #stand(isAtEnd: boolean): void {
    this.isAtEnd = isAtEnd;
    if (isAtEnd) this.below = 0;
  }

  #stop(): void {
    cancelAnimationFrame(this.#going);
    this.#going = 0;
  }
}

/** Whether this moves the page upwards, and not the caret in what one writes. */
function leadsUp(event: Event): boolean {
  if (event instanceof WheelEvent) return event.deltaY < 0;
  if (!(event instanceof KeyboardEvent)) return true; // a finger
  const isInField = event.target instanceof Element && event.target.matches('input, textarea');
  return UPWARDS.includes(event.key) && !isInField;
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
