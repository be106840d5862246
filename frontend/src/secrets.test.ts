import { expect, it } from 'vitest';

import { grouped, handleOf, newSecret, readReceipt } from './secrets';

it('makes a number that is read again as it was shown', () => {
  const secret = newSecret();
  expect(secret).toMatch(/^[0-9a-f]{32}$/);
  expect(newSecret()).not.toBe(secret);
  expect(readReceipt(grouped(secret).toUpperCase())).toBe(secret);
  expect(readReceipt(secret.slice(1))).toBeNull();
  expect(readReceipt(`${secret.slice(1)}g`)).toBeNull();
});

it('names a ballot as the server does', async () => {
  // printf 7/41/00000000000000000000000000000001 | sha256sum
  expect(await handleOf(7, 41, '00000000000000000000000000000001')).toBe(
    '6c58e1c151378e59f1a76983d46030efe2daf7a42401f577d4472cde754b0203',
  );
});
