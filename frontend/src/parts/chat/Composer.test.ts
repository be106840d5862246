import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import { Cards } from '../../state/cards.svelte';
import type { Writing } from '../../state/drafts.svelte';
import { IDENTIFYING } from '../../testing/identifying';
import { space, topic } from '../../testing/shapes';
import type { SpaceShape } from '../../wire/shapes';
import { words } from '../../words/words.svelte';
import Composer from './Composer.svelte';
import { Identifying } from './identifying';

beforeAll(() => words.speak('en'));

/** The composer over a draft that follows what is written. */
function open(changes: { space?: Partial<SpaceShape>; draft?: Partial<Writing>; wait?: string } = {}) {
  const sent = vi.fn();
  let draft: Writing = { body: '', label: '', note: '', quote: null, ...changes.draft };
  const onwrite = (written: Partial<Writing>) => {
    draft = { ...draft, ...written };
    void view.rerender({ draft });
  };
  const view = render(Composer, {
    props: {
      space: space(changes.space),
      topic: topic(),
      topics: [topic()],
      draft,
      people: [{ name: 'Ada (example)', note: '', target: 'seat:1' }],
      quoted: undefined,
      attached: [],
      cards: new Cards(),
      limit: 4000,
      wait: changes.wait ?? null,
      identifying: new Identifying(IDENTIFYING),
      enterSends: true,
      ontopic: () => undefined,
      ondetach: () => undefined,
      onwrite,
      onsend: sent,
    },
  });
  return { view, sent };
}
const field = () => screen.getByRole('textbox', { name: 'Message in Yarn' });

describe('Composer', () => {
  it('tells who reads, under which label, and names the destination', () => {
    open();
    expect(field()).toHaveAccessibleDescription(
      /2 people in 1 organisation\s+Civil society only\s+TLP:GREEN/,
    );
    expect(screen.getByRole('button', { name: 'Send to civil society' })).toBeDisabled();
  });

  it('sends on Enter, with calls as the server reads them', async () => {
    const { sent } = open({ draft: { body: 'Hello @Ada (example)' } });
    await userEvent.type(field(), '{Enter}');
    expect(sent.mock.calls).toEqual([['Hello @[Ada (example)](seat:1)']]);
  });

  it('breaks the line on Shift+Enter', async () => {
    const { sent } = open({ draft: { body: 'Hello' } });
    await userEvent.type(field(), '{Shift>}{Enter}{/Shift}');
    expect(sent).not.toHaveBeenCalled();
  });

  it('stops once when the audience grew while one wrote, and says so', async () => {
    const { view, sent } = open({ draft: { body: 'Hello' } });
    await userEvent.type(field(), '!');
    await view.rerender({ space: space({ people: 3, organisations: 2 }) });
    await userEvent.type(field(), '{Enter}');
    expect(sent).not.toHaveBeenCalled();
    expect(screen.getByRole('alert')).toHaveTextContent(
      '3 people in 2 organisations now read this; when you began it was 2. Press send again if that is right.',
    );
    await userEvent.type(field(), '{Enter}');
    expect(sent.mock.calls).toEqual([['Hello!']]);
  });

  it('sends nothing above the ceiling, and says why', async () => {
    const { sent } = open({ draft: { body: 'Hello', label: 'amber_strict' } });
    expect(screen.getByText('This space carries at most TLP:AMBER.')).toBeVisible();
    await userEvent.type(field(), '{Enter}');
    expect(sent).not.toHaveBeenCalled();
  });

  it('keeps a text that is too long, and says by how much', async () => {
    const { sent } = open({ draft: { body: 'x'.repeat(4003) } });
    expect(
      screen.getByText('3 characters over the limit of 4,000. Shorten it, or share it as a document.'),
    ).toBeVisible();
    await userEvent.type(field(), '{Enter}');
    expect(sent).not.toHaveBeenCalled();
  });

  it('is handed to a moderator between groups', () => {
    open({ space: { bridge: true, group: null } });
    expect(screen.getByRole('button', { name: 'Submit to your moderator' })).toBeDisabled();
  });

  it('asks before something goes out that may point to a person', async () => {
    const { sent } = open();
    await userEvent.type(field(), 'Mira (14) is here{Enter}');
    expect(sent).not.toHaveBeenCalled();
    expect(screen.getByRole('alert')).toHaveTextContent('a name with an age');
    expect(field()).toHaveValue('Mira (14) is here');
    await userEvent.type(field(), '{Enter}');
    expect(sent).toHaveBeenCalledExactlyOnceWith('Mira (14) is here');
  });

  it('keeps the words while one has to wait, and says until when', async () => {
    const { sent } = open({ draft: { body: 'Hello' }, wait: 'You can write again at 10:05:00.' });
    expect(screen.getByText('You can write again at 10:05:00.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Send to civil society' })).toBeDisabled();
    await userEvent.type(field(), '{Enter}');
    expect(sent).not.toHaveBeenCalled();
    expect(field()).toHaveValue('Hello');
  });
});
