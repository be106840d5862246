import { describe, expect, it } from 'vitest';

import { isLeftByEscape } from './frame';

describe('Escape', () => {
  it('leaves a field, but not one whose popover it closes: that gives the focus back', () => {
    document.body.innerHTML =
      '<textarea></textarea><div popover><input type="radio" /></div><button></button>';
    const left = ['textarea', 'input', 'button'].filter((name) =>
      isLeftByEscape(document.querySelector(name)),
    );
    expect(left).toEqual(['textarea']);
  });
});
