import { describe, expect, it } from 'vitest';

import { utf8, textOf } from './bytes';
import { grant, type Granted, readName } from './ceremony';
import { makePair, seal, type Pair } from './keys';

/** Two of three shares of a key, as the server splits it: s, and s + r·x, byte by byte. */
const KEY = new Uint8Array(32).fill(7);
const NAME = {
  seat: 4,
  name: 'Ben (example)',
  organisation: 'Lantern (example)',
  constituency: 'civil_society',
  group: 'Weavers',
};
const double = (byte: number) => (byte << 1) ^ (byte & 0x80 ? 0x11b : 0);
const SLOPE = Uint8Array.from({ length: 32 }, (_, n) => (n * 37 + 11) & 0xff);
const share = (x: number) =>
  KEY.map((byte, n) => byte ^ (x & 1 ? (SLOPE[n] ?? 0) : 0) ^ (x & 2 ? double(SLOPE[n] ?? 0) : 0));

async function sealedName(): Promise<{ nonce: string; name: string }> {
  const nonce = new Uint8Array(12);
  const secret = await crypto.subtle.importKey('raw', KEY, 'AES-GCM', false, ['encrypt']);
  const how = { name: 'AES-GCM', iv: nonce, additionalData: utf8('name|90') };
  const plain = utf8(JSON.stringify(NAME).padEnd(4096));
  return {
    nonce: textOf(nonce),
    name: textOf(new Uint8Array(await crypto.subtle.encrypt(how, secret, plain))),
  };
}

async function ceremony(...granting: number[]): Promise<{ asker: Pair; granted: Granted }> {
  const asker = await makePair();
  const letters = await Promise.all(
    granting.map(async (x) => {
      const custodian = await makePair();
      const letter = await seal(share(x), custodian.publicKey, `share|90|${x}`);
      const asked = { ...letter, number: 5, crossing: 90, share: x, public_key: asker.publicKey };
      return { share: x, ...(await grant(asked, custodian)) };
    }),
  );
  return { asker, granted: { number: 5, crossing: 90, needed: 2, ...(await sealedName()), letters } };
}

describe('A sealed name', () => {
  it('is read by the asker once enough custodians have granted it', async () => {
    for (const granting of [
      [1, 2],
      [3, 1],
      [2, 3, 1],
    ]) {
      const { asker, granted } = await ceremony(...granting);
      expect(await readName(granted, asker)).toEqual(NAME);
    }
  });

  it('is read by nobody with too few shares, or with another key', async () => {
    const { asker, granted } = await ceremony(1);
    expect(await readName(granted, asker)).toBeNull();
    expect(await readName((await ceremony(1, 2)).granted, await makePair())).toBeNull();
  });

  it('is read in spite of a share that was spoilt, if enough are left', async () => {
    const { asker, granted } = await ceremony(1, 2, 3);
    const spoilt = { share: 1, ...(await seal(new Uint8Array(32), asker.publicKey, 'grant|5|1')) };
    const letters = granted.letters.map((letter) => (letter.share === 1 ? spoilt : letter));
    expect(await readName({ ...granted, letters }, asker)).toEqual(NAME);
    expect(await readName({ ...granted, letters: letters.slice(0, 2) }, asker)).toBeNull();
  });

  it('is granted by nobody with a key that the share was not sealed to', async () => {
    const letter = await seal(share(1), (await makePair()).publicKey, 'share|90|1');
    const asked = { ...letter, number: 5, crossing: 90, share: 1, public_key: (await makePair()).publicKey };
    await expect(grant(asked, await makePair())).rejects.toThrow();
  });
});
