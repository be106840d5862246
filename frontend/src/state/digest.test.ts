import { beforeEach, expect, test, vi } from 'vitest';

import type { Digest } from '../wire/account';
import { DigestState } from './digest.svelte';

const sent: { days: number[]; hour: number }[] = [];
let answer: (choice: { days: number[]; hour: number }) => Promise<Digest>;

vi.mock('../wire/account', () => ({
  fetchDigest: () => Promise.resolve({ days: [1], hour: 7, next_at: null }),
  chooseDigest: (choice: { days: number[]; hour: number }) => {
    sent.push(choice);
    return answer(choice);
  },
}));

beforeEach(() => {
  sent.length = 0;
  answer = (choice) => Promise.resolve({ ...choice, next_at: '2026-11-30T07:00:00Z' });
});

test('of several quick changes the last one is sent as well', async () => {
  const state = new DigestState();
  await state.load();
  state.days.add(5);
  state.touch();
  const sending = state.send();
  state.days.add(3); // while the first is on its way
  state.hour = 18;
  state.touch();
  await sending;
  expect(sent).toEqual([
    { days: [1, 5], hour: 7 },
    { days: [1, 3, 5], hour: 18 },
  ]);
  expect([[...state.days], state.hour, state.kept?.days]).toEqual([[1, 3, 5], 18, [1, 3, 5]]);
});

test('what is refused goes back to what it was', async () => {
  const state = new DigestState();
  await state.load();
  answer = () => Promise.reject(new Error('refused'));
  state.days.add(5);
  state.touch();
  await expect(state.send()).rejects.toThrow('refused');
  expect([[...state.days], state.kept?.days]).toEqual([[1], [1]]);
});
