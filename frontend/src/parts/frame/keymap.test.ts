import { describe, expect, it } from 'vitest';

import { Keys, type Press } from './keymap';
import { matching } from './palette';

const press = (key: string, changes: Partial<Press> = {}): Press => ({
  key,
  ctrl: false,
  alt: false,
  shift: false,
  meta: false,
  inStream: true,
  letters: true,
  ...changes,
});

describe('Keys', () => {
  it.each([
    ['j', 'next'],
    ['k', 'previous'],
    ['n', 'nextUnread'],
    ['c', 'compose'],
    ['r', 'reply'],
    ['q', 'quote'],
    ['e', 'edit'],
    ['u', 'unreadFrom'],
    ['m', 'mute'],
    ['b', 'giveBack'],
    ['?', 'keys'],
  ])('takes %s for %s while the focus is in the stream', (key, command) => {
    expect(new Keys().command(press(key))).toBe(command);
    expect(new Keys().command(press(key, { inStream: false }))).toBeNull();
    expect(new Keys().command(press(key, { letters: false }))).toBeNull();
  });

  it.each([
    ['h', 'home'],
    ['w', 'waiting'],
    ['l', 'library'],
  ])('takes G then %s for %s, within a second and a half', (key, command) => {
    const keys = new Keys();
    expect(keys.command(press('g'), 0)).toBeNull();
    expect(keys.command(press(key), 1_499)).toBe(command);
    keys.command(press('g'), 5_000);
    expect(keys.command(press(key), 6_500)).toBeNull();
  });

  it('answers chords everywhere, letters switched off or not', () => {
    const elsewhere = { inStream: false, letters: false };
    expect(new Keys().command(press('k', { ctrl: true, ...elsewhere }))).toBe('palette');
    expect(new Keys().command(press('Escape', { shift: true, ...elsewhere }))).toBe('leave');
    expect(new Keys().command(press('ArrowUp', { alt: true, ...elsewhere }))).toBe('previousSpace');
    expect(new Keys().command(press('ArrowDown', { alt: true, ...elsewhere }))).toBe('nextSpace');
  });

  it('leaves the browser its own chords', () => {
    expect(new Keys().command(press('r', { ctrl: true }))).toBeNull();
    expect(new Keys().command(press('c', { meta: true }))).toBeNull();
    expect(new Keys().command(press('K', { ctrl: true, shift: true }))).toBeNull();
  });
});

describe('matching', () => {
  const goals = [
    { label: 'Réseau', note: 'Civil society', href: '/s/1' },
    { label: 'Legislation menu', note: 'Civil society', href: '/s/2' },
    { label: 'Menu of terms', note: '', href: '/s/3' },
  ];

  it('finds without accents, in the note too, and puts beginnings first', () => {
    expect(matching(goals, 'reseau').map((goal) => goal.href)).toEqual(['/s/1']);
    expect(matching(goals, 'menu').map((goal) => goal.href)).toEqual(['/s/3', '/s/2']);
    expect(matching(goals, 'civil menu').map((goal) => goal.href)).toEqual(['/s/2']);
  });
});
