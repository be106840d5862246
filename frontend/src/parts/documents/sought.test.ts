import { describe, expect, it } from 'vitest';

import { split } from './sought';

describe('split', () => {
  it('finds words whatever their case and however they are broken', () => {
    expect(split('Blue wool,\nblue\nWool.', 'blue wool')).toEqual([
      { text: 'Blue wool', isHit: true },
      { text: ',\n', isHit: false },
      { text: 'blue\nWool', isHit: true },
      { text: '.', isHit: false },
    ]);
  });

  it('takes signs for signs, and nothing for nothing', () => {
    expect(split('a (b) c', '(b)')[1]).toEqual({ text: '(b)', isHit: true });
    expect(split('a', '  ')).toEqual([{ text: 'a', isHit: false }]);
    expect(split('', 'a')).toEqual([]);
  });
});
