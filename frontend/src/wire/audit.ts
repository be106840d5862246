/** The record of privileged acts of a group. */
import { get } from './api';
import type { AuditPage } from './schema/types.gen';

export type { AuditPage, AuditShape as AuditEntry } from './schema/types.gen';

export type AuditFilter = { area: string; by: number; before: number };

export function fetchAudit(group: number, { area, by, before }: AuditFilter): Promise<AuditPage> {
  const query = new URLSearchParams();
  if (area) query.set('area', area);
  if (by) query.set('by', String(by));
  if (before) query.set('before', String(before));
  return get<AuditPage>(`/groups/${group}/audit?${query.toString()}`);
}

/** Where the whole record is taken away. */
export const auditExport = (group: number) => `/api/groups/${group}/audit/export`;
