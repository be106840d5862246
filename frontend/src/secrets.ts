import type { Secrecy } from './wire/polls';

/** Nothing joins voter and vote. */
export const isUnlinked = (secrecy: Secrecy) => secrecy === 'secret' || secrecy === 'receipt';

/** 128 random bits, as 32 hexadecimal digits: by it the server knows a secret ballot again, and nobody its voter. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((each) => each.toString(16).padStart(2, '0')).join('');
}

/** A receipt as people write it, without blanks and in small letters; null where it cannot be one. */
export function readReceipt(text: string): string | null {
  const plain = text.replace(/[\s-]/g, '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(plain) ? plain : null;
}

/** In groups of four, to be read and copied by hand. */
export const grouped = (receipt: string) => receipt.match(/.{4}/g)?.join(' ') ?? receipt;

/** The name under which a ballot with this receipt is published. */
export async function handleOf(space: number, poll: number, receipt: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${space}/${poll}/${receipt}`);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((each) => each.toString(16).padStart(2, '0')).join('');
}
