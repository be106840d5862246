import { describe, expect, it } from 'vitest';

import { CATALOGUES } from './languages';

/** The code that the first view of home, a space and a topic runs. */
const ROOTS = ['main.ts', 'screens/Home.svelte', 'screens/Space.svelte', 'screens/Topic.svelte'];
/** The kit is one part with its own sentences, whoever needs them. */
const KIT = /^kit\./;

const sources = Object.fromEntries(
  Object.entries(
    import.meta.glob<string>('../**/*.{ts,svelte}', { query: '?raw', import: 'default', eager: true }),
  ).map(([path, source]) => [path.startsWith('./') ? `words/${path.slice(2)}` : path.slice(3), source]),
);
const first = Object.keys((await CATALOGUES.en.first()).default);
const rest = Object.keys((await CATALOGUES.en.rest()).default);

/** Everything that these files import at once, themselves included. Types and what is fetched later do not count. */
function withImports(roots: string[]): Set<string> {
  const found = new Set<string>();
  const todo = [...roots];
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    const source = sources[path];
    if (source === undefined) throw new Error(`${path} is imported, and is not there.`);
    for (const [, type, name] of source.matchAll(/^\s*import (type )?(?:[^;']*? from )?'(\.[^']+)';/gm)) {
      if (type || name === undefined) continue;
      const goal = new URL(name, `file:///${path}`).pathname.slice(1);
      const file = [goal, `${goal}.ts`].find((each) => each in sources);
      if (file) todo.push(file);
      else if (!/\.(css|json)$/.test(goal)) throw new Error(`${path} imports ${name}: not found.`);
    }
  }
  return found;
}

/** The sentences that code names: whole, or by the beginning of a name that it puts together. */
function namedIn(paths: Iterable<string>, keys: string[]): Set<string> {
  const named = new Set<string>();
  for (const path of paths) {
    const source = sources[path] ?? '';
    const literals = new Set([...source.matchAll(/['"`]([\w.]+)['"`]/g)].map(([, name]) => name));
    const beginnings = [...source.matchAll(/`(\w+\.[\w.]*)\$\{/g)].map(([, name]) => name ?? '');
    for (const key of keys)
      if (literals.has(key) || beginnings.some((beginning) => key.startsWith(beginning))) named.add(key);
  }
  return named;
}

describe('the first volume', () => {
  const named = namedIn(withImports(ROOTS), [...first, ...rest]);

  it('has every sentence of the first view', () => {
    expect(rest.filter((key) => named.has(key))).toEqual([]);
  });

  it('has no other', () => {
    expect(first.filter((key) => !named.has(key) && !KIT.test(key))).toEqual([]);
  });
});
