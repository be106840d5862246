import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LOOM, YARN } from '../testing/shapes';
import { json } from '../testing/socket';
import type { Draft } from '../wire/shapes';
import { Drafts } from './drafts.svelte';

const item = (body: string, rev = 1): Draft => ({
  kind: 'draft',
  place: 1,
  rev,
  space: LOOM,
  topic: YARN,
  body,
  label: '',
  note: '',
  quote: null,
  changed_at: '2026-11-23T10:00:00Z',
});

describe('Drafts', () => {
  let saved: unknown[];
  let drafts: Drafts;

  beforeEach(() => {
    vi.useFakeTimers();
    saved = [];
    vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
      saved.push([init.method, path, JSON.parse(String(init.body))]);
      return json({});
    });
    drafts = new Drafts();
  });
  afterEach(() => vi.useRealTimers());

  it('saves once, after a pause in writing', async () => {
    drafts.write(LOOM, YARN, { body: 'He' });
    await vi.advanceTimersByTimeAsync(700);
    drafts.write(LOOM, YARN, { body: 'Hello' });
    await vi.advanceTimersByTimeAsync(799);
    expect(saved).toEqual([]);
    expect(drafts.isUnsaved).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(saved).toEqual([
      ['PUT', `/api/spaces/${LOOM}/drafts/${YARN}`, { body: 'Hello', label: '', note: '', quote: null }],
    ]);
    expect(drafts.isUnsaved).toBe(false);
  });

  it('takes what another tab wrote, but not over what is being written here', async () => {
    drafts.apply(item('From the other tab'));
    expect(drafts.of(LOOM, YARN).body).toBe('From the other tab');
    drafts.write(LOOM, YARN, { body: 'Mine' });
    drafts.apply(item('Late echo', 2));
    expect(drafts.of(LOOM, YARN).body).toBe('Mine');
  });

  it('is empty after sending, on the server too', async () => {
    drafts.write(LOOM, YARN, { body: 'Hello', note: 'A note' });
    drafts.clear(LOOM, YARN);
    expect(drafts.of(LOOM, YARN)).toMatchObject({ body: '', note: '', quote: null });
    await vi.advanceTimersByTimeAsync(800);
    expect(saved).toHaveLength(1);
    expect(drafts.isUnsaved).toBe(false);
  });

  it('keeps text in the tab while the line is down, and tries again', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    drafts.write(LOOM, YARN, { body: 'Hello' });
    await vi.advanceTimersByTimeAsync(800);
    expect(drafts.isUnsaved).toBe(true);
    vi.stubGlobal('fetch', async () => json({}));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(drafts.isUnsaved).toBe(false);
    expect(drafts.of(LOOM, YARN).body).toBe('Hello');
  });
});
