import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import { BEN, bridge, topic } from '../../testing/shapes';
import type { Bridge, Crossing, Speaker } from '../../wire/bridges';
import { words } from '../../words/words.svelte';
import { IDENTIFYING } from '../../testing/identifying';
import { Identifying } from '../chat/identifying';
import CrossingComposer from './CrossingComposer.svelte';

vi.setConfig({ testTimeout: 20_000 }); // it types and walks by key, which a busy machine does slowly
beforeAll(() => words.speak('en'));

function open(changes: Partial<Bridge> = {}, editing: Crossing | null = null, topics = [topic()]) {
  const onsubmit = vi.fn(() => Promise.resolve(true));
  const identifying = new Identifying(IDENTIFYING);
  const props = {
    identifying,
    topics,
    editing,
    limit: 4000,
    busy: false,
    problem: '',
    oncancel: vi.fn(),
    attached: { seat: null, chosen: [] },
    onattach: vi.fn(),
    ondetach: vi.fn(),
  };
  render(CrossingComposer, { props: { ...props, bridge: bridge(changes), onsubmit } });
  return onsubmit;
}
const button = (name: RegExp) => screen.getByRole('button', { name });
const radio = (name: RegExp) => screen.getByRole('radio', { name, hidden: true }); // a popover is not drawn here
const speakers = () => bridge().speakers as [Speaker, Speaker];
const written = { body: 'Hello', topic: 5, title: '', custody: 'moderator', unasked: false, attachments: [] };

async function send(): Promise<void> {
  await userEvent.type(screen.getByRole('textbox', { name: 'Message in this thread' }), 'Hello');
  await userEvent.click(button(/Submit to your moderator/));
}

describe('CrossingComposer', () => {
  it('speaks for the first seat until another is chosen, and says for which', async () => {
    const onsubmit = open();
    expect(button(/^As:/)).toHaveTextContent(
      'As: Name, role, organisation · for Weavers (example) · you alone',
    );
    await send();
    expect(onsubmit.mock.calls).toEqual([[{ ...written, seat: BEN.seat, attribution: 'name' }]]);
  });

  it('lets one choose the seat by keyboard, with what follows from it', async () => {
    const onsubmit = open();
    radio(/Weavers/).focus();
    await userEvent.keyboard('{ArrowDown}');
    expect(radio(/Potters.*Kiln \(example\) · released by moderators of Potters/)).toBeChecked();
    expect(radio(/Constituency only/)).toBeDisabled();
    await send();
    expect(onsubmit.mock.calls).toEqual([[{ ...written, seat: 7, attribution: 'name' }]]);
  });

  it('falls back to a way of being shown that the seat allows', async () => {
    const onsubmit = open();
    await userEvent.click(radio(/Constituency only/));
    expect(button(/^As:/)).toHaveTextContent('Constituency only');
    await userEvent.click(radio(/Potters/));
    expect(button(/^As:/)).toHaveTextContent('As: Name, role, organisation · for Potters (example)');
    await send();
    expect(onsubmit.mock.calls).toEqual([[{ ...written, seat: 7, attribution: 'name' }]]);
  });

  it('offers no choice of seats where only one may post', () => {
    const [first, second] = speakers();
    open({ speakers: [{ ...first, may_post: false }, second] });
    expect(screen.queryByRole('radio', { name: /Potters/, hidden: true })).toBeNull();
    expect(button(/^As:/)).toHaveTextContent('As: Name, role, organisation · you alone');
  });

  it('keeps the seat of a post that is written anew', async () => {
    const { by, group } = speakers()[1];
    const editing = {
      crossing: 1,
      by,
      group: group.id,
      attribution: 'name',
      body: 'Before ',
      topic: 5,
      title: '',
    } as Crossing;
    const onsubmit = open({}, editing);
    expect(screen.queryByRole('radio', { name: /Weavers/, hidden: true })).toBeNull();
    await userEvent.type(screen.getByRole('textbox', { name: 'Message in this thread' }), 'and after');
    await userEvent.click(button(/Resubmit/));
    expect(onsubmit.mock.calls).toEqual([
      [{ ...written, body: 'Before and after', seat: 7, attribution: 'name' }],
    ]);
  });

  it('seals who wrote it where custodians are named and nothing else tells', async () => {
    const [first, second] = speakers();
    const attributions = first.attributions.map((one) => ({ ...one, sealable: one.attribution !== 'name' }));
    const custodian = { group: first.group, by: BEN, fingerprint: 'ab' };
    const custody = { custodians: [custodian, custodian, custodian], needed: 2, least: 3 };
    const onsubmit = open({ custody, speakers: [{ ...first, passes: true, attributions }, second] });
    const box = () => screen.getByRole('checkbox', { name: 'Seal who wrote this', hidden: true });
    expect(box()).toBeDisabled();
    await userEvent.click(radio(/Constituency only/));
    await userEvent.click(box());
    await send(); // held, though the gate of my side lets other posts pass
    const sealed = { ...written, seat: BEN.seat, attribution: 'constituency', custody: 'sealed' };
    expect(onsubmit.mock.calls).toEqual([[sealed]]);
  });

  it('lets a post be carried on unasked where charter and label allow it, and then it waits at any gate', async () => {
    const [first, second] = speakers();
    const passing: Speaker[] = [{ ...first, passes: true }, second];
    const onsubmit = open({ unasked: true, label: 'green', speakers: passing }, null, [
      topic({ label: 'green' }),
    ]);
    const box = screen.getByRole('checkbox', { name: /May be carried on/, hidden: true });
    expect(box).not.toBeChecked();
    await userEvent.click(box);
    expect(button(/^As:/)).toHaveTextContent('may be carried on');
    await send();
    expect(onsubmit.mock.calls).toEqual([
      [{ ...written, seat: BEN.seat, attribution: 'name', unasked: true }],
    ]);
  });

  it('does not offer it above TLP:GREEN, nor where the charter does not', () => {
    open({ unasked: true, label: 'green' }, null, [topic({ label: 'amber' })]);
    expect(screen.getByRole('checkbox', { name: /May be carried on/, hidden: true })).toBeDisabled();
    cleanup();
    open({ label: 'green' }, null, [topic({ label: 'green' })]);
    expect(screen.queryByRole('checkbox', { name: /May be carried on/, hidden: true })).toBeNull();
  });

  it('says what the gate of my side makes of it', () => {
    const [first, second] = speakers();
    open({ speakers: [{ ...first, passes: true }, second] });
    expect(button(/Send to 2 groups/)).toBeVisible();
    expect(screen.queryByRole('button', { name: /moderator/ })).toBeNull();
  });

  it('asks before something goes to other groups that may point to a person', async () => {
    const onsubmit = open();
    await userEvent.type(screen.getByRole('textbox', { name: 'Message in this thread' }), 'Mira (14)');
    await userEvent.click(button(/Submit to your moderator/));
    expect(onsubmit).not.toHaveBeenCalled();
    expect(screen.getByRole('alert')).toHaveTextContent('a name with an age');
    await userEvent.click(button(/Submit to your moderator/));
    expect(onsubmit).toHaveBeenCalledOnce();
  });
});
