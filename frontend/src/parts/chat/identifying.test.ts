import { beforeAll, describe, expect, it } from 'vitest';

import told from '../../../../tests/unit/identifying.json';
import { IDENTIFYING } from '../../testing/identifying';
import { words } from '../../words/words.svelte';
import { Identifying, tracesName } from './identifying';
import { SecondLook } from './second.svelte';

beforeAll(() => words.speak('en'));

const identifying = new Identifying(IDENTIFYING);

describe('Identifying', () => {
  it.each(told.cases as [string, string[]][])('finds in “%s” what the server finds', (text, traces) => {
    expect(identifying.in(text)).toEqual(traces);
  });

  it('names what it found', () => {
    expect(tracesName(['mail', 'name_and_age'])).toBe('a mail address and a name with an age');
  });
});

describe('SecondLook', () => {
  const look = () => new SecondLook(() => 1, () => null, () => identifying); // prettier-ignore

  it('asks once for the same traces, and again for others', () => {
    const second = look();
    expect(second.holds('Mira (14) was here')).toBe(true);
    expect(second.warning).toMatch(/a name with an age/);
    expect(second.holds('Mira (14) was here, mira@example.org')).toBe(true);
    expect(second.holds('Mira (14) was here, mira@example.org')).toBe(false);
    expect(second.warning).toBe('');
  });

  it('asks anew for the next text', () => {
    const second = look();
    second.holds('Mira (14)');
    expect(second.holds('Mira (14)')).toBe(false);
    expect(second.holds('Mira (14)')).toBe(true);
  });

  it('lets ordinary words pass', () => {
    expect(look().holds('We meet at 14:00.')).toBe(false);
  });

  it('asks once when what counts has changed since one began', () => {
    let readers = 2;
    const second = new SecondLook(() => readers, (before, now) => (before === now ? null : `${now} now`), () => identifying); // prettier-ignore
    second.begin();
    readers = 3;
    expect(second.holds('Hello')).toBe(true);
    expect(second.warning).toBe('3 now');
    expect(second.holds('Hello')).toBe(false);
  });
});
