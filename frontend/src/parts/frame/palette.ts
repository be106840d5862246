/** A place that the palette leads to. */
export type Goal = { label: string; note: string; href: string };

/** Lower case, without accents: what people type on a foreign keyboard still finds. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Goals whose label or note holds every word of `query`; those whose label starts with it first. */
export function matching(goals: readonly Goal[], query: string, most = 8): Goal[] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  const found = goals.filter((goal) => {
    const text = folded(`${goal.label} ${goal.note}`);
    return words.every((word) => text.includes(word));
  });
  const first = words[0] ?? '';
  const rank = (goal: Goal) => (folded(goal.label).startsWith(first) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, most);
}
