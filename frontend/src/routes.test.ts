import { describe, expect, it } from 'vitest';

import { isOutside, routeOf } from './routes';

describe('routeOf', () => {
  it.each([
    ['/', { screen: 'home' }],
    ['/s/12', { screen: 'space', space: 12 }],
    ['/s/12/', { screen: 'space', space: 12 }],
    ['/s/12/t/5', { screen: 'topic', space: 12, topic: 5 }],
    ['/s/12/m/41', { screen: 'message', space: 12, place: 41 }],
    ['/s/9007199254740991/p/3', { screen: 'poll', space: 9007199254740991, place: 3 }],
    ['/s/7/d/12/v/3/since/1', { screen: 'changes', space: 7, place: 12, version: 3, since: 1 }],
    ['/s/7/d/12/v/3/read', { screen: 'reading', space: 7, place: 12, version: 3 }],
    ['/centre/9/v/4/read', { screen: 'issueReading', id: 9, version: 4 }],
    ['/centre/9/v/4/since/2', { screen: 'issueChanges', id: 9, version: 4, since: 2 }],
    ['/g/3/desk', { screen: 'desk', group: 3 }],
    ['/bridges/new', { screen: 'newBridge' }],
    ['/nowhere', { screen: 'missing' }],
    ['/s/12x', { screen: 'missing' }],
  ])('reads %s', (path, route) => {
    expect(routeOf(path)).toMatchObject(route);
  });

  it('reads what was searched for', () => {
    expect(routeOf('/find', '?q=two%20words')).toEqual({ screen: 'find', q: 'two words' });
  });

  it('knows which addresses Django answers', () => {
    expect(isOutside('/account/login/')).toBe(true);
    expect(isOutside('/accounting')).toBe(false);
    expect(isOutside('/s/12')).toBe(false);
  });
});
