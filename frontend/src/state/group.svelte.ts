import type {
  GroupEdit,
  GroupPage,
  Invitation,
  NewOffice,
  NewSeat,
  Office,
  SeatEdit,
  SeatRow,
} from '../wire/groups';
import * as wire from '../wire/groups';
import type { GroupShape } from '../wire/shapes';

/** Seats of one organisation in a group. */
export type Bench = { organisation: string; constituency: string; seats: SeatRow[] };

const POSTS = ['head', 'alternate', 'focal_point', ''];

/** One group's page. Nearly every answer to a change is the whole page as it is then. */
export class GroupState {
  group = $state.raw<GroupShape | null>(null);
  rulesHtml = $state('');
  isMissing = $state(false);
  #seats = $state.raw<readonly SeatRow[]>([]);
  #offices = $state.raw<readonly Office[]>([]);
  #invitations = $state.raw<readonly Invitation[]>([]);

  readonly benches = $derived(bench(this.#seats));

  constructor(readonly id: number) {}

  get seats(): readonly SeatRow[] {
    return this.#seats;
  }

  get offices(): readonly Office[] {
    return this.#offices;
  }

  get mine(): SeatRow | undefined {
    return this.#seats.find((seat) => seat.mine);
  }

  /** Those that can still be used, nearest end first. */
  get openInvitations(): Invitation[] {
    return this.#invitations
      .filter((one) => one.state === 'open')
      .sort((a, b) => a.expires_at.localeCompare(b.expires_at));
  }

  async load(): Promise<void> {
    this.learn(await wire.fetchGroup(this.id));
  }

  learn(page: GroupPage): void {
    this.group = page.group;
    this.rulesHtml = page.rules_html;
    this.#seats = page.seats;
    this.#offices = page.offices;
    this.#invitations = page.invitations;
  }

  async change(changes: GroupEdit): Promise<void> {
    this.learn(await wire.changeGroup(this.id, changes));
  }

  async invite(draft: NewSeat): Promise<Invitation> {
    const made = await wire.invite(this.id, draft);
    this.#invitations = [...this.#invitations, made];
    return made;
  }

  async revoke(invitation: number): Promise<void> {
    await wire.revokeInvitation(invitation);
    this.#invitations = this.#invitations.filter((one) => one.id !== invitation);
  }

  async seat(draft: NewSeat): Promise<void> {
    this.learn(await wire.openSeat(this.id, draft));
  }

  async changeSeat(seat: number, changes: SeatEdit): Promise<void> {
    this.learn(await wire.changeSeat(seat, changes));
  }

  async endSeat(seat: number, reason: string): Promise<void> {
    await wire.endSeat(seat, reason);
    this.#seats = this.#seats.filter((row) => row.by.seat !== seat);
    this.#offices = this.#offices.filter((office) => office.by.seat !== seat);
  }

  async giveOffice(draft: NewOffice): Promise<void> {
    this.learn(await wire.giveOffice(this.id, draft));
  }

  async endOffice(office: number, reason: string): Promise<void> {
    this.learn(await wire.endOffice(office, reason));
  }

  /** The secretariat lets the person behind a seat sign in, or no longer. */
  async switchAccount(seat: number, active: boolean, reason: string): Promise<void> {
    await wire.switchAccount(seat, active, reason);
    this.#seats = this.#seats.map((row) => (row.by.seat === seat ? { ...row, active } : row));
  }
}

/** By organisation in the order of names; in each, head, alternates and focal points first. */
export function bench(seats: readonly SeatRow[]): Bench[] {
  const benches = new Map<string, Bench>();
  for (const seat of seats) {
    const { organisation, constituency } = seat.by;
    const found = benches.get(organisation) ?? { organisation, constituency, seats: [] };
    found.seats.push(seat);
    benches.set(organisation, found);
  }
  const rank = (seat: SeatRow) => POSTS.indexOf(seat.post);
  for (const one of benches.values())
    one.seats.sort((a, b) => rank(a) - rank(b) || a.by.name.localeCompare(b.by.name));
  return [...benches.values()].sort((a, b) => a.organisation.localeCompare(b.organisation));
}
