import { describe, expect, it } from 'vitest';

import type { Document } from '../../wire/documents';
import { inForce, stateLook } from './words';

const paper = (approved_n: number | null, newest: number) =>
  ({ approved_n, versions: Array.from({ length: newest }, (_, n) => ({ n: n + 1 })) }) as Document;

describe('the version in force', () => {
  it('lies behind a newer one that nobody has approved', () => {
    expect(inForce(paper(1, 3))).toEqual({ approved: 1, newest: 3, isBehind: true });
    expect(inForce(paper(3, 3))).toEqual({ approved: 3, newest: 3, isBehind: false });
    expect(inForce(paper(null, 1))).toEqual({ approved: null, newest: 1, isBehind: false });
  });
});

describe('a state', () => {
  it('looks like what it asks for', () => {
    expect(stateLook('approved')).toEqual({ look: 'pill-ok', icon: 'check' });
    expect(stateLook('changes_requested')).toEqual({ look: 'pill-attend', icon: 'alert' });
    expect(stateLook('working')).toEqual({ look: '', icon: null });
    expect(stateLook('withdrawn')).toEqual({ look: 'pill-dashed', icon: null });
  });
});
