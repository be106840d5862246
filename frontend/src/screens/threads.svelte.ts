import type { ThreadAct, ThreadBox } from '../parts/desk/threads';
import type { Ask } from '../state/ask.svelte';
import * as wire from '../wire/bridges';
import type { Proposal } from '../wire/bridges';
import { fetchReady, type Ready } from '../wire/custody';
import { fetchGroup, fetchGroups, type SeatRow } from '../wire/groups';
import type { GroupShape } from '../wire/shapes';

/** The box that is open for a thread on a desk, with what it offers to choose from. */
export class ThreadDesk {
  open = $state.raw<{ proposal: Proposal; box: ThreadBox } | null>(null);
  seats = $state.raw<readonly SeatRow[]>([]);
  groups = $state.raw<readonly GroupShape[]>([]);
  ready = $state.raw<readonly Ready[]>([]);

  constructor(readonly ask: Ask) {}

  async start(proposal: Proposal, box: ThreadBox): Promise<void> {
    this.ask.clear();
    if (box === 'accept' || box === 'reseat') {
      const page = await this.ask.run(() => fetchGroup(proposal.group));
      if (!page) return;
      this.seats = page.seats.filter((seat) => seat.by.role !== 'observer');
    }
    if (box === 'amend') {
      this.groups = (await this.ask.run(fetchGroups)) ?? [];
      this.ready = (await this.ask.run(() => fetchReady(proposal.group))) ?? [];
    }
    this.open = { proposal, box };
  }
}

/** Send what a moderator does with a thread. */
export function sendThread(one: Proposal, act: ThreadAct): Promise<Proposal> {
  switch (act.do) {
    case 'accept':
      return wire.acceptBridge(one, { seats: act.seats, gate: act.gate, trusted: act.trusted });
    case 'reseat':
      return wire.reseatBridge(one, act.seats, act.trusted);
    case 'decline':
      return wire.declineBridge(one, act.reason);
    case 'leave':
      return wire.leaveBridge(one, act.reason);
    case 'close':
      return wire.closeBridge(one, act.reason);
    case 'pause':
      return wire.pauseBridge(one, act.hours, act.reason);
    case 'amend':
      return wire.amendBridge(one, act.changes, act.words);
    case 'agree':
      return wire.answerAmendment(one, act.number, true);
    case 'refuse':
      return wire.answerAmendment(one, act.number, false, act.reason);
    case 'resume':
      return wire.resumeBridge(one);
    case 'archive':
      return wire.archiveBridge(one);
  }
}
