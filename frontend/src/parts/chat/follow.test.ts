import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Follow } from './follow.svelte';

let follow: Follow;
let end: HTMLElement;
let leave: () => void;
let frames: FrameRequestCallback[];

beforeEach(() => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (run: FrameRequestCallback) => frames.push(run));
  vi.stubGlobal('cancelAnimationFrame', (n: number) => (frames[n - 1] = () => undefined));
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      observe = () => undefined;
      disconnect = () => undefined;
    },
  );
  end = document.createElement('div');
  end.scrollIntoView = vi.fn();
  follow = new Follow();
  leave = follow.end(end);
});
afterEach(() => leave());

/** The browser draws until nothing is left to do. */
function draw(): void {
  for (let n = 0; n < frames.length; n += 1) frames[n]?.(0);
}

/** The end stands so far below the upper edge of the window. */
const endAt = (top: number) => (end.getBoundingClientRect = () => ({ top }) as DOMRect);

test('the way to the end takes two frames, since rows take their true height', () => {
  endAt(innerHeight);
  follow.toEnd();
  draw();
  expect(end.scrollIntoView).toHaveBeenCalledTimes(2);
  expect(follow.isAtEnd).toBe(true);
});

test('whoever sets out upwards on the way is not brought back', () => {
  endAt(innerHeight + 2_000);
  follow.toEnd();
  window.dispatchEvent(new WheelEvent('wheel', { deltaY: -100 }));
  draw();
  expect(end.scrollIntoView).not.toHaveBeenCalled();
  expect(follow.isAtEnd).toBe(false);
});

test('moving down, or in what one writes, is no leaving', () => {
  endAt(innerHeight);
  const field = document.body.appendChild(document.createElement('textarea'));
  follow.toEnd();
  window.dispatchEvent(new WheelEvent('wheel', { deltaY: 100 }));
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true }));
  draw();
  field.remove();
  expect(end.scrollIntoView).toHaveBeenCalledTimes(2);
  expect(follow.isAtEnd).toBe(true);
});
