import type { IconName } from '../../kit/icons';
import { type Key, t } from '../../words/words.svelte';
import type { Document, DocumentState, DocumentType, Framework } from '../../wire/documents';

export const STATES: readonly DocumentState[] = [
  'working',
  'in_review',
  'changes_requested',
  'approved',
  'embargoed',
  'published',
  'superseded',
  'expired',
  'withdrawn',
  'archived',
  'disposed',
];

/** What the picker offers; the server judges by the content. */
export const ACCEPTED = '.pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt,.md,.csv';

/** Kinds of document, in the order offered. */
export const TYPES = [
  'paper',
  'commitment_text',
  'sample_clause',
  'practice_case',
  'evidence',
  'minutes',
  'terms_of_reference',
  'template',
  'glossary',
  'other',
] as const satisfies readonly DocumentType[];

/** Where a version's file is; the server logs who takes it. */
export const fileAddress = (space: number, place: number, n: number, form: 'file' | 'word' = 'file') =>
  `/api/spaces/${space}/documents/${place}/versions/${n}/${form}`;

/** Where what a text says now is, as Markdown or as a Word file. */
export const textAddress = (space: number, place: number, form: 'file' | 'word') =>
  `/api/spaces/${space}/documents/${place}/text/${form}`;

/** Where two versions stand beside each other, the older one first. */
export const changesAddress = (document: Document, one: number, other: number) =>
  `/s/${document.space}/d/${document.place}/v/${Math.max(one, other)}/since/${Math.min(one, other)}`;

/** A page of a version as a picture of this width in pixels; the server writes the reader's mark into it. */
export const pictureOf = (at: string, page: number, width: number) =>
  `/api${at}/pages/${page}/picture?width=${width}`;

/** What people call a version: `2`, or `2.1` after a minor change. */
export const versionName = (version: { major: number; minor: number }) =>
  version.minor ? `${version.major}.${version.minor}` : String(version.major);

/** The same by its number; empty for a version that is not there. */
export function nameOf(document: Document, n: number | null): string {
  const found = document.versions.find((version) => version.n === n);
  return found ? versionName(found) : '';
}

/** What a document is called; of one that was disposed of the title may be gone. */
export const titleOf = (document: { title: string }) => document.title || t('docs.disposed_title');

export const typeName = (type: DocumentType) => t(`docs.type_${type}` as Key);
export const stateName = (state: DocumentState) => t(`docs.state_${state}` as Key);

const OK: readonly DocumentState[] = ['approved', 'published'];
const STOPPED: readonly DocumentState[] = ['withdrawn', 'expired', 'archived', 'disposed', 'superseded'];

/** Frameworks, their themes and capabilities as one list, each deeper level set in. */
export const capabilityChoices = (frameworks: readonly Framework[]) =>
  frameworks.flatMap((framework) => [
    { value: framework.slug, label: framework.title },
    ...framework.themes.flatMap((theme) => [
      { value: theme.slug, label: `\u2003${theme.title}` },
      ...theme.capabilities.map((one) => ({ value: one.slug, label: `\u2003\u2003${one.title}` })),
    ]),
  ]);

export type StateLook = { look: string; icon: IconName | null };

/** How a state's pill looks; its word always stands in it. */
export function stateLook(state: DocumentState): StateLook {
  if (OK.includes(state)) return { look: 'pill-ok', icon: 'check' };
  if (state === 'changes_requested') return { look: 'pill-attend', icon: 'alert' };
  if (state === 'in_review' || state === 'embargoed')
    return { look: 'pill-live', icon: state === 'embargoed' ? 'lock' : 'eye' };
  if (STOPPED.includes(state)) return { look: 'pill-dashed', icon: null };
  return { look: '', icon: null };
}

/** The version in force and a newer one in work, where both exist. */
export function inForce(document: Document): { approved: number | null; newest: number; isBehind: boolean } {
  const newest = document.versions.at(-1)?.n ?? 0;
  const approved = document.approved_n;
  return { approved, newest, isBehind: approved !== null && approved < newest };
}
