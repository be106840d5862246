/** Documents that go with a post between groups. */
import { get, post } from './api';
import type {
  AttachableShape as Attachable,
  AttachmentPage,
  AttributionChoice,
  VersionRef,
} from './schema/types.gen';

export type {
  AttachableShape as Attachable,
  AttachedShape as Attached,
  AttachmentPage,
  AttachmentShape as Attachment,
  VersionRef,
} from './schema/types.gen';

export const fetchAttachables = (bridge: number, seat: number) =>
  get<Attachable[]>(`/bridges/${bridge}/attachables?seat=${seat}`);
/** How one could be shown with a post that carries these: a document says that its author reads it. */
export const fetchChoices = (bridge: number, seat: number, attachments: readonly VersionRef[]) =>
  post<AttributionChoice[]>(`/bridges/${bridge}/choices`, { seat, attachments });
export const fetchAttachment = (number: number) => get<AttachmentPage>(`/attachments/${number}`);
