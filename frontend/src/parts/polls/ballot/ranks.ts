/** The order with `key` one place further up (-1) or down (1); at its end nothing changes. */
export function moved(ranking: readonly string[], key: string, by: number): string[] {
  const from = ranking.indexOf(key);
  const to = from + by;
  if (from < 0 || to < 0 || to >= ranking.length) return [...ranking];
  const rest = ranking.filter((each) => each !== key);
  return [...rest.slice(0, to), key, ...rest.slice(to)];
}
