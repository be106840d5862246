import { describe, expect, it } from 'vitest';

import { bytesOf, fingerprintOf, textOf, utf8 } from './bytes';
import { makePair, open, seal, unwrap, wrap } from './keys';

const PHRASE = 'seven words that nobody else knows';

describe('A key of a custodian', () => {
  it('comes back from its file with the passphrase, and with no other', async () => {
    const pair = await makePair();
    const text = JSON.stringify(await wrap(pair, PHRASE));
    const letter = await seal(utf8('a share'), pair.publicKey, 'share|1|2');
    const again = await unwrap(text, PHRASE);
    expect(again?.publicKey).toBe(pair.publicKey);
    expect(again && new TextDecoder().decode(await open(letter, again, 'share|1|2'))).toBe('a share');
    expect(await unwrap(text, `${PHRASE}.`)).toBeNull();
    expect(await unwrap('{}', PHRASE)).toBeNull();
    expect(await unwrap('no file of ours', PHRASE)).toBeNull();
  });

  it('cannot be passed off as another one: the public half is sealed in', async () => {
    const [pair, other] = [await makePair(), await makePair()];
    const file = { ...(await wrap(pair, PHRASE)), publicKey: other.publicKey };
    expect(await unwrap(JSON.stringify(file), PHRASE)).toBeNull();
  });

  it('opens what was sealed to it, for what it was sealed, and unchanged', async () => {
    const [pair, other] = [await makePair(), await makePair()];
    const letter = await seal(utf8('a share'), pair.publicKey, 'share|1|2');
    await expect(open(letter, pair, 'share|1|3')).rejects.toThrow();
    await expect(open(letter, other, 'share|1|2')).rejects.toThrow();
    const bent = { ...letter, sealed: textOf(new Uint8Array(23)) };
    await expect(open(bent, pair, 'share|1|2')).rejects.toThrow();
  });

  it('opens what the server has sealed', async () => {
    // Made by discussions/bridges/custody/sealing.py, of a pair that nobody uses.
    const publicKey =
      'BJqpGxZjLoDjWb6-t-Tt1IAbXlClwW558CRL8Fe9PlOO_e8sE1fXrKjxJqpZtLtT1u4d7Zvf3MSjTq1U_yLqEmE';
    const pkcs8 = bytesOf(
      'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQglsyMjITmNhR0XYb_-A--2MOvh_D9oy4BAnjv-hP_we6hRANCAASaqRsWYy6A41m-vrfk7dSAG15QpcFuefAkS_BXvT5Tjv3vLBNX16yo8SaqWbS7U9buHe2b39zEo06tVP8i6hJh',
    );
    const letter = {
      half: 'BNJSXvUgxJreOOUpyYJ0EHFCVs31PQDj-J7EKV_V8kiygh1-nShhWl0Lma9EcRvMZhTjKmeL_srL3drmolZ6nj4',
      nonce: 'tHoF-APcIjhlGdKO',
      sealed: '2J93XSRq3qyStYMmau5Z_ZWcJ7bd7L4',
    };
    const curve = { name: 'ECDH', namedCurve: 'P-256' };
    const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, curve, false, ['deriveBits']);
    const opened = await open(letter, { publicKey, privateKey }, 'share|1|2');
    expect(new TextDecoder().decode(opened)).toBe('a share');
  });

  it('is known by its fingerprint', async () => {
    expect(await fingerprintOf('AAAA')).toBe('709e80c88487a2411e1ee4dfb9f22a86');
  });
});
