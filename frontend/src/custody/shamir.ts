/** Joining shares of a secret, byte by byte over GF(256): the twin of discussions/bridges/custody/shamir.py. */

/** a · b in the field of AES. */
export function product(a: number, b: number): number {
  let found = 0;
  for (let n = 0; n < 8; n++) {
    found ^= -(b & 1) & a;
    a = (a << 1) ^ (-(a >> 7) & 0x11b);
    b >>= 1;
  }
  return found & 0xff;
}

/** 1 / a, as a to the 254th. */
export function inverse(a: number): number {
  let found = 1;
  let power = a;
  for (let n = 0; n < 7; n++) {
    power = product(power, power);
    found = product(found, power);
  }
  return found;
}

/** What these shares, by number, were split from. Of too few, or of wrong ones, other bytes: what they open must tell. */
export function join(shares: ReadonlyMap<number, Uint8Array>): Uint8Array<ArrayBuffer> {
  const sizes = new Set([...shares.values()].map((share) => share.length));
  if (shares.has(0) || sizes.size !== 1)
    throw new RangeError('shares have numbers from 1 on, and one length');
  const found = new Uint8Array([...sizes][0] ?? 0);
  for (const [x, share] of shares) {
    let weight = 1;
    for (const other of shares.keys())
      if (other !== x) weight = product(weight, product(other, inverse(other ^ x)));
    share.forEach((byte, at) => (found[at] = (found[at] ?? 0) ^ product(byte, weight)));
  }
  return found;
}
