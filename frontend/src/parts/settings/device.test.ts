import { expect, it } from 'vitest';

import { deviceOf } from './device';

it('names browser and system, and leaves a stranger its own words', () => {
  expect(deviceOf('Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe(
    'Firefox, Windows',
  );
  expect(
    deviceOf('Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36'),
  ).toBe('Chrome, Android');
  expect(deviceOf('curl/8.5.0')).toBe('curl/8.5.0');
});
