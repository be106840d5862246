/** Groups, seats, organisations, invitations. */
import { get, patch, post, remove } from './api';
import type {
  GroupDraft,
  GroupEdit,
  GroupPage,
  GroupShape,
  InvitationDraft,
  InvitationShape as Invitation,
  OfficeDraft,
  OrganisationDraft,
  OrganisationShape as Organisation,
  PersonBehind,
  SeatEdit,
  SpaceDraft,
  SpaceEdit,
  SpaceShape,
} from './schema/types.gen';

export type {
  GroupEdit,
  GroupKind,
  GroupPage,
  InvitationShape as Invitation,
  OfficeKind,
  OfficeShape as Office,
  OrganisationShape as Organisation,
  PersonBehind,
  Post,
  SeatEdit,
  SeatRow,
} from './schema/types.gen';
export type NewOrganisation = Required<OrganisationDraft>;
export type NewGroup = Required<GroupDraft>;
export type NewSeat = Required<InvitationDraft>;
export type NewOffice = Required<OfficeDraft>;
export type { SpaceEdit };
export type NewSpace = Required<SpaceDraft>;

export const fetchGroup = (group: number) => get<GroupPage>(`/groups/${group}`);
export const fetchGroups = () => get<GroupShape[]>('/groups');
export const createGroup = (draft: NewGroup) => post<GroupPage>('/groups', draft);
export const changeGroup = (group: number, changes: GroupEdit) =>
  patch<GroupPage>(`/groups/${group}`, changes);
export const fetchOrganisations = () => get<Organisation[]>('/organisations');
export const createOrganisation = (draft: NewOrganisation) => post<Organisation>('/organisations', draft);
export const invite = (group: number, draft: NewSeat) =>
  post<Invitation>(`/groups/${group}/invitations`, draft);
export const revokeInvitation = (invitation: number) => remove<undefined>(`/invitations/${invitation}`);
export const openSeat = (group: number, draft: NewSeat) => post<GroupPage>(`/groups/${group}/seats`, draft);
export const changeSeat = (seat: number, changes: SeatEdit) => patch<GroupPage>(`/seats/${seat}`, changes);
export const endSeat = (seat: number, reason: string) => post<undefined>(`/seats/${seat}/end`, { reason });
export const giveOffice = (group: number, draft: NewOffice) =>
  post<GroupPage>(`/groups/${group}/offices`, draft);
export const endOffice = (office: number, reason: string) =>
  post<GroupPage>(`/offices/${office}/end`, { reason });
export const switchAccount = (seat: number, active: boolean, reason: string) =>
  post<undefined>(`/seats/${seat}/account`, { active, reason });
export const changeSpace = (space: number, changes: SpaceEdit) =>
  patch<SpaceShape>(`/spaces/${space}`, changes);
export const openSpace = (draft: NewSpace) => post<SpaceShape>('/spaces', draft);
/** Who is behind a pseudonym. The person is told, and why. */
export const lookUp = (seat: number, reason: string) =>
  post<PersonBehind>(`/seats/${seat}/look-up`, { reason });
