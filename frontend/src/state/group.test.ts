import { describe, expect, it, vi } from 'vitest';

import { json } from '../testing/socket';
import type { GroupPage, Invitation, Office, Post, SeatRow } from '../wire/groups';
import type { GroupShape } from '../wire/shapes';
import { bench, GroupState } from './group.svelte';

function seat(n: number, organisation: string, name: string, post: Post = ''): SeatRow {
  const by = { seat: n, name, organisation, constituency: 'civil_society', role: 'member' };
  return { by, post, since: '2026-03-04T00:00:00Z', until: null, mine: n === 1, active: true };
}

describe('seats', () => {
  it('stand by organisation, the head first, then by name', () => {
    const benches = bench([
      seat(1, 'Tidewater', 'Zoe'),
      seat(2, 'Harbour', 'Ana', 'alternate'),
      seat(3, 'Harbour', 'Ines', 'head'),
      seat(4, 'Harbour', 'Abel'),
    ]);
    expect(benches.map((one) => [one.organisation, one.seats.map((row) => row.by.seat)])).toEqual([
      ['Harbour', [3, 2, 4]],
      ['Tidewater', [1]],
    ]);
  });

  it('come with every answer, and mine is known', () => {
    const page = new GroupState(9);
    const group = { id: 9, name: 'Weavers' } as GroupShape;
    page.learn({
      group,
      rules_html: '',
      seats: [seat(1, 'Harbour', 'Ana'), seat(2, 'Harbour', 'Rui')],
      offices: [],
      invitations: [],
    });
    expect(page.mine?.by.name).toBe('Ana');
    expect(page.benches.map((one) => one.seats.length)).toEqual([2]);
  });

  it('show open invitations alone, the nearest end first', () => {
    const page = new GroupState(9);
    const one = (id: number, expires_at: string, state: Invitation['state'] = 'open') =>
      ({ id, expires_at, state }) as Invitation;
    const invitations = [one(1, '2026-12-03'), one(2, '2026-12-01'), one(3, '2026-11-30', 'used')];
    page.learn({ group: { id: 9 } as GroupShape, rules_html: '', seats: [], offices: [], invitations });
    expect(page.openInvitations.map((each) => each.id)).toEqual([2, 1]);
  });
});

describe('offices', () => {
  it('end with a reason, and the answer is the page as it is then', async () => {
    const page = new GroupState(9);
    const held: GroupPage = {
      group: { id: 9 } as GroupShape,
      rules_html: '',
      seats: [],
      offices: [{ id: 4 } as Office],
      invitations: [],
    };
    page.learn(held);
    const asked: unknown[] = [];
    vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
      asked.push([init.method, path, JSON.parse(String(init.body))]);
      return json({ ...held, offices: [] });
    });
    await page.endOffice(4, 'moved on');
    expect(asked).toEqual([['POST', '/api/offices/4/end', { reason: 'moved on' }]]);
    expect(page.offices).toEqual([]);
  });
});
