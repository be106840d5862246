/** What browsers do when a sealed name is opened. The site passes on what it cannot read. */
import { type Bytes, bytesOf, utf8 } from './bytes';
import { type Letter, open, type Pair, seal } from './keys';
import { join } from './shamir';

/** A custodian's share of a request, as the site sends it. */
export type Asked = Letter & { number: number; crossing: number; share: number; public_key: string };
/** What was granted to the asker. */
export type Granted = {
  number: number;
  crossing: number;
  needed: number;
  nonce: string;
  name: string;
  letters: readonly (Letter & { share: number })[];
};
/** Who wrote a sealed post. */
export type Name = { name: string; organisation: string; constituency: string; group: string; seat: number };

/** Open one's share, and seal it to the asker. Throws where the key is another one, or the share was changed. */
export async function grant(one: Asked, pair: Pair): Promise<Letter> {
  const part = await open(one, pair, `share|${one.crossing}|${one.share}`);
  return seal(part, one.public_key, `grant|${one.number}|${one.share}`);
}

/** Join the shares and read the name; null where no so many of them fit together, or the key is another one. */
export async function readName(granted: Granted, pair: Pair): Promise<Name | null> {
  const parts: [number, Bytes][] = [];
  for (const letter of granted.letters) {
    const part = await open(letter, pair, `grant|${granted.number}|${letter.share}`).catch(() => null);
    if (part) parts.push([letter.share, part]);
  }
  for (const some of choices(parts, granted.needed)) {
    const name = await opened(granted, join(new Map(some))).catch(() => null);
    if (name) return name;
  }
  return null;
}

async function opened(granted: Granted, key: Bytes): Promise<Name> {
  const secret = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
  const about = utf8(`name|${granted.crossing}`);
  const how = { name: 'AES-GCM', iv: bytesOf(granted.nonce), additionalData: about };
  const plain = await crypto.subtle.decrypt(how, secret, bytesOf(granted.name));
  return JSON.parse(new TextDecoder().decode(plain)) as Name;
}

/** Every choice of so many: a share that was spoilt does not keep the others from opening the name. */
function* choices<T>(all: readonly T[], many: number): Generator<T[]> {
  if (many === 0) yield [];
  else
    for (let at = 0; at + many <= all.length; at++)
      for (const rest of choices(all.slice(at + 1), many - 1)) yield [all[at] as T, ...rest];
}
