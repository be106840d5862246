import { describe, expect, it } from 'vitest';

import { inverse, join, product } from './shamir';

const share = (hex: string) => new Uint8Array((hex.match(/../gu) ?? []).map((two) => parseInt(two, 16)));
// Of "key", three of four: tests/property/test_shamir.py makes them.
const VECTOR = new Map([
  [1, share('daf78a')],
  [2, share('f9db38')],
  [3, share('4849cb')],
  [4, share('d5303d')],
]);
const some = (...numbers: number[]) => new Map(numbers.map((n) => [n, VECTOR.get(n) ?? share('')]));

describe('Shares of a secret', () => {
  it('are counted in the field of AES', () => {
    expect([product(0x57, 0x83), product(0x57, 0x13), inverse(0x53)]).toEqual([0xc1, 0xfe, 0xca]);
    for (let a = 1; a < 256; a++) expect(product(a, inverse(a))).toBe(1);
  });

  it('give back what the server has split', () => {
    for (const numbers of [
      [1, 2, 3],
      [4, 1, 3],
      [2, 3, 4],
      [1, 2, 3, 4],
    ])
      expect(new TextDecoder().decode(join(some(...numbers)))).toBe('key');
    expect(new TextDecoder().decode(join(some(1, 2)))).not.toBe('key');
  });

  it('have numbers from 1 on, and one length', () => {
    expect(() => join(new Map([[0, share('aa')]]))).toThrow(RangeError);
    expect(() =>
      join(
        new Map([
          [1, share('aa')],
          [2, share('aabb')],
        ]),
      ),
    ).toThrow(RangeError);
  });
});
