import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, expect, it, vi } from 'vitest';

import type { Poll } from '../../../wire/polls';
import { words } from '../../../words/words.svelte';
import BallotForm from '../BallotForm.svelte';

const poll = {
  poll_kind: 'ranked',
  secrecy: 'named',
  reasons: 'none',
  min_choices: 1,
  max_choices: 3,
  options: ['Red', 'Green', 'Blue'].map((text, n) => ({
    key: `o${n + 1}`,
    text,
    note: '',
    starts_at: null,
    ends_at: null,
  })),
} as unknown as Poll;

beforeAll(() => words.speak('en'));

it('is filled in by keyboard alone', async () => {
  const oncast = vi.fn();
  render(BallotForm, { poll, ballot: null, unit: 'Reed', busy: false, problem: '', oncast });
  const user = userEvent.setup();
  for (const name of ['Red', 'Green', 'Blue']) {
    screen.getByRole('button', { name: `Rank “${name}” next` }).focus();
    await user.keyboard('{Enter}');
  }
  expect(document.activeElement).toHaveTextContent('Blue'); // the row just ranked
  await user.keyboard('{ArrowUp}{ArrowUp}');
  screen.getByRole('button', { name: 'Move “Red” down' }).focus();
  await user.keyboard('{Enter}');
  expect(screen.getAllByRole('listitem').map((row) => row.textContent?.trim())).toEqual([
    '1 Blue',
    '2 Green',
    '3 Red',
  ]);
  screen.getByRole('button', { name: 'Cast the vote of Reed' }).focus();
  await user.keyboard('{Enter}');
  expect(oncast).toHaveBeenCalledWith(
    expect.objectContaining({ ranking: ['o3', 'o2', 'o1'], choices: [], abstained: false }),
    null,
  );
}, 20_000);

it('stays on the screen with what is missing', async () => {
  const oncast = vi.fn();
  render(BallotForm, { poll, ballot: null, unit: 'Reed', busy: false, problem: '', oncast });
  await userEvent.setup().click(screen.getByRole('button', { name: 'Cast the vote of Reed' }));
  expect(screen.getByRole('alert')).toHaveTextContent('Rank at least 1 option, or abstain.');
  expect(oncast).not.toHaveBeenCalled();
});
