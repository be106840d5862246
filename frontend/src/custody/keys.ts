/** Pairs of keys that are made here and stay with their owner: the private half leaves this page only in a file, under a passphrase. */
import { type Bytes, bytesOf, textOf, utf8 } from './bytes';

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const; // what every browser and the site's library have
const INFO = utf8('collab custody 1');
const ROUNDS = 600_000; // of PBKDF2: WebCrypto has nothing slower
export const LEAST_PASSPHRASE = 12; // characters

/** Bytes that one public key can open. */
export type Letter = { half: string; nonce: string; sealed: string };

/** A pair in the memory of this page. */
export type Pair = { publicKey: string; privateKey: CryptoKey };

/** What is downloaded: the private half, sealed under a passphrase. */
export type KeyFile = {
  collab: 'custody key 1';
  publicKey: string;
  salt: string;
  nonce: string;
  sealed: string;
};

export async function makePair(): Promise<Pair> {
  const made = await crypto.subtle.generateKey(CURVE, true, ['deriveBits']);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', made.publicKey));
  return { publicKey: textOf(point), privateKey: made.privateKey };
}

export async function wrap(pair: Pair, passphrase: string): Promise<KeyFile> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const plain = await crypto.subtle.exportKey('pkcs8', pair.privateKey);
  const key = await slowKey(passphrase, salt, 'encrypt');
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: utf8(pair.publicKey) },
    key,
    plain,
  );
  return {
    collab: 'custody key 1',
    publicKey: pair.publicKey,
    salt: textOf(salt),
    nonce: textOf(nonce),
    sealed: textOf(new Uint8Array(sealed)),
  };
}

/** The pair of a file, or null where the file is none of ours or the passphrase is another one. */
export async function unwrap(text: string, passphrase: string): Promise<Pair | null> {
  try {
    const file = JSON.parse(text) as KeyFile;
    if (file.collab !== 'custody key 1') return null;
    const key = await slowKey(passphrase, bytesOf(file.salt), 'decrypt');
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: bytesOf(file.nonce), additionalData: utf8(file.publicKey) },
      key,
      bytesOf(file.sealed),
    );
    const privateKey = await crypto.subtle.importKey('pkcs8', plain, CURVE, false, ['deriveBits']);
    return { publicKey: file.publicKey, privateKey };
  } catch {
    return null;
  }
}

async function slowKey(passphrase: string, salt: Bytes, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', utf8(passphrase.normalize('NFKC')), 'PBKDF2', false, [
    'deriveKey',
  ]);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, material, { name: 'AES-GCM', length: 256 }, false, [use]);
}

/** What was sealed to this pair. `about` must be what it was sealed for; otherwise, and where a bit differs, it throws. */
export async function open(letter: Letter, pair: Pair, about: string): Promise<Bytes> {
  const half = bytesOf(letter.half);
  const key = await agreed(pair.privateKey, half, half, bytesOf(pair.publicKey), 'decrypt');
  const how = { name: 'AES-GCM', iv: bytesOf(letter.nonce), additionalData: utf8(about) };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, bytesOf(letter.sealed)));
}

/** Seal bytes to somebody's public key. */
export async function seal(data: Bytes, to: string, about: string): Promise<Letter> {
  const ours = await makePair();
  const [half, theirs] = [bytesOf(ours.publicKey), bytesOf(to)];
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const key = await agreed(ours.privateKey, theirs, half, theirs, 'encrypt');
  const how = { name: 'AES-GCM', iv: nonce, additionalData: utf8(about) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(how, key, data));
  return { half: ours.publicKey, nonce: textOf(nonce), sealed: textOf(sealed) };
}

/** The key that two halves agree on; `half` is the one of this letter alone, `to` the reader's. */
async function agreed(
  mine: CryptoKey,
  theirs: Bytes,
  half: Bytes,
  to: Bytes,
  use: 'encrypt' | 'decrypt',
): Promise<CryptoKey> {
  const other = await crypto.subtle.importKey('raw', theirs, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, mine, 256);
  const material = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const salt = new Uint8Array([...half, ...to]);
  const how = { name: 'HKDF', hash: 'SHA-256', salt, info: INFO };
  return crypto.subtle.deriveKey(how, material, { name: 'AES-GCM', length: 256 }, false, [use]);
}
