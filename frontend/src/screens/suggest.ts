import { fetchPeople } from '../wire/calls';
import { fetchOfSpace } from '../wire/documents';
import type { SpaceShape } from '../wire/shapes';

/** What an outcome may name: whoever reads the space, their organisations, its group; and its documents. */
export async function suggest(space: SpaceShape) {
  const [people, library] = await Promise.all([
    fetchPeople(space.id).catch(() => []),
    fetchOfSpace(space.id).catch(() => ({ items: [] })),
  ]);
  const names = people.flatMap(({ by }) => [by.name, by.organisation]);
  const owners = [...new Set([...(space.group ? [space.group.name] : []), ...names])];
  return { owners, documents: library.items.map(({ place, title }) => ({ place, title })) };
}
