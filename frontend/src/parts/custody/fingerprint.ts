import { leftToRight } from '../../words/direction';

/** A fingerprint as people read it to one another: eight groups of four. */
export const spaced = (fingerprint: string) => leftToRight(fingerprint.match(/.{1,4}/gu)?.join(' ') ?? '');
