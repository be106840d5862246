import { describe, expect, it, vi } from 'vitest';

import { fakeLine, json } from '../testing/socket';
import { ApiError, csrfToken, get, post } from './api';

describe('api', () => {
  it('finds the token of either cookie, and no other', () => {
    expect(csrfToken('a=1; csrf=abc; b=2')).toBe('abc');
    expect(csrfToken('__Host-csrf=xyz')).toBe('xyz');
    expect(csrfToken('notcsrf=no')).toBe('');
  });

  it('turns a refusal into its code, sentence and facts', async () => {
    fakeLine(() => json({ code: 'too_long', message: 'Shorten it.', facts: { limit: 4000 } }, 422));
    const error = await post('/spaces/1/messages').catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 422,
      code: 'too_long',
      message: 'Shorten it.',
      facts: { limit: 4000 },
    });
  });

  it('names the status where something in between answered', async () => {
    fakeLine(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await expect(get('/start')).rejects.toMatchObject({ status: 502, code: 'http_502', isOffline: false });
  });

  it('calls a dropped line offline', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(get('/start')).rejects.toMatchObject({ status: 0, code: 'offline', isOffline: true });
  });

  it('answers nothing for 204', async () => {
    fakeLine(() => json(null, 204));
    await expect(post('/x')).resolves.toBeUndefined();
  });
});
