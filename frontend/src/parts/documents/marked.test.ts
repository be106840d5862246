import { describe, expect, it } from 'vitest';

import { marked } from './marked';

const page = (html: string) => {
  const root = document.createElement('div');
  root.innerHTML = html;
  return root;
};

describe('marked', () => {
  it('marks each place, whatever its case, and takes the marks away', () => {
    const html = '<p>Blue wool, <strong>blue</strong> dye</p><ul><li>no red</li></ul>';
    const root = page(html);
    const unmark = marked('blue')(root);
    expect([...root.querySelectorAll('mark')].map((one) => one.textContent)).toEqual(['Blue', 'blue']);
    unmark();
    expect(root.innerHTML).toBe(html);
    expect(root.querySelector('p')?.childNodes).toHaveLength(3);
  });

  it('marks nothing where nothing is sought', () => {
    const root = page('<p>Blue</p>');
    marked('')(root)();
    expect(root.innerHTML).toBe('<p>Blue</p>');
  });

  it('takes signs for what they are', () => {
    const root = page('<p>(a) &lt;b&gt; (a)</p>');
    marked('(a)')(root);
    expect(root.querySelectorAll('mark')).toHaveLength(2);
    expect(root.textContent).toBe('(a) <b> (a)');
  });
});
