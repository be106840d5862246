/** The resource centre: what the groups have published. */
import { get } from './api';
import type {
  CentrePage,
  ComparisonShape as Comparison,
  PublishedShape as Published,
} from './schema/types.gen';

export type { PublishedShape as Published } from './schema/types.gen';
export type CentreFilters = {
  q: string;
  standing: string;
  capability: string;
  type: string;
  language: string;
  country: string;
  objective: string;
  region: string;
  label: string;
  group: string;
};

/** `standing` empty: whatever it is. */
export function fetchCentre(filters: CentreFilters, cursor: string | null): Promise<CentrePage> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, cursor })) if (value) query.set(name, value);
  return get<CentrePage>(`/centre?${query}`);
}

export const fetchPublished = (id: number) => get<Published>(`/centre/${id}`);

/** How a published version came from an earlier one; `whole`: with all that stayed. */
export const fetchIssueChanges = (id: number, n: number, since: number, whole: boolean) =>
  get<Comparison>(`/centre/${id}/versions/${n}/changes?since=${since}&whole=${whole}`);
