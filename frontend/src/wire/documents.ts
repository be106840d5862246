/** Documents, their versions, the library, and the frameworks whose capabilities tag things. */
import { get, patch, post, remove } from './api';
import type {
  ComparisonShape as Comparison,
  DocumentDraft,
  DocumentEdit,
  DocumentPage as Page,
  FrameworkShape as Framework,
  Publishing,
  VersionDraft,
} from './schema/types.gen';
import type { Document, Label } from './shapes';

export type {
  Abilities,
  AcknowledgementShape as Acknowledgement,
  CapabilityShape as Capability,
  ComparisonShape as Comparison,
  DocumentEdit,
  DocumentState,
  DocumentType,
  DownloadShape as Download,
  FrameworkShape as Framework,
  Publishing,
  ReturnShape as Return,
  VariantShape as Variant,
} from './schema/types.gen';
export type { Document } from './shapes';

export type NewDocument = Required<Omit<DocumentDraft, 'label'>> & { label: Label | null };
export type NewVersion = Required<VersionDraft>;
export type Filters = {
  q: string;
  state: string;
  capability: string;
  type: string;
  language: string;
  label: string;
  group: string;
};
export type LibraryPage = { items: Document[]; count: number; cursor: string | null };
export type DocumentPage = Omit<Page, 'document'> & { document: Document };

const path = (space: number, place: number) => `/spaces/${space}/documents/${place}`;

export const fetchDocument = (space: number, place: number) => get<DocumentPage>(path(space, place));

/** Neither shared nor refused: received, and being checked. */
export type Checked = { code: 'being_checked'; message: string };
export const isBeingChecked = (answer: Document | Checked): answer is Checked => 'code' in answer;

/** Share an upload that has come whole. */
export const shareUpload = (id: number, draft: NewDocument) =>
  post<Document | Checked>(`/uploads/${id}/document`, draft);

/** Add an upload that has come whole as a version. */
export const addUpload = (id: number, place: number, draft: NewVersion) =>
  post<Document | Checked>(`/uploads/${id}/versions/${place}`, draft);

/** How a version came from an earlier one; `whole`: with all that stayed. */
export const fetchChanges = (space: number, place: number, n: number, since: number, whole: boolean) =>
  get<Comparison>(`${path(space, place)}/versions/${n}/changes?since=${since}&whole=${whole}`);

export const describeDocument = (space: number, place: number, edit: DocumentEdit) =>
  patch<Document>(path(space, place), edit);
/** Of a text that is written here, what it says becomes a version first: `note` says what changed in it. */
export const submitDocument = (space: number, place: number, note: string, minor: boolean) =>
  post<Document>(`${path(space, place)}/submit`, { note, minor });
export const approveDocument = (space: number, place: number, version: number) =>
  post<Document>(`${path(space, place)}/approve`, { version });
export const returnDocument = (space: number, place: number, version: number, reason: string) =>
  post<Document>(`${path(space, place)}/return`, { version, reason });
export const withdrawDocument = (space: number, place: number, reason: string) =>
  post<Document>(`${path(space, place)}/withdraw`, { reason });

export const publishDocument = (space: number, place: number, plan: Publishing) =>
  post<Document>(`${path(space, place)}/publish`, plan);
export const archiveDocument = (space: number, place: number) =>
  post<Document>(`${path(space, place)}/archive`);
export const disposeDocument = (space: number, place: number, reason: string) =>
  post<Document>(`${path(space, place)}/dispose`, { reason });
export const checkOut = (space: number, place: number) => post<Document>(`${path(space, place)}/check-out`);
export const checkIn = (space: number, place: number, reason: string) =>
  post<Document>(`${path(space, place)}/check-in`, { reason });
export const hold = (space: number, place: number, reason: string) =>
  post<null>(`${path(space, place)}/hold`, { reason });
export const liftHold = (space: number, place: number, reason: string) =>
  post<null>(`${path(space, place)}/lift-hold`, { reason });
export const askToConfirm = (space: number, place: number, due_at: string) =>
  post<DocumentPage>(`${path(space, place)}/ask`, { due_at });
export const confirmVersion = (space: number, place: number, version: number, label: Label) =>
  post<DocumentPage>(`${path(space, place)}/confirm`, { version, label });
export const addOwner = (space: number, place: number, group: number) =>
  post<Document>(`${path(space, place)}/owners`, { group });
export const endOwner = (space: number, place: number, group: number) =>
  remove<Document | null>(`${path(space, place)}/owners/${group}`);

/** Documents of one space, newest change first: what another one may supersede. */
export const fetchOfSpace = (space: number) => get<LibraryPage>(`/library?space=${space}`);

export function fetchLibrary(filters: Partial<Filters>, cursor: string | null): Promise<LibraryPage> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, cursor })) if (value) query.set(name, value);
  return get<LibraryPage>(`/library?${query}`);
}

let known: Promise<Framework[]> | undefined; // they change with the site's build only
export function fetchFrameworks(): Promise<Framework[]> {
  known ??= get<Framework[]>('/frameworks').catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}
