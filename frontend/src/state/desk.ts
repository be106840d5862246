import type { Crossing, Proposal } from '../wire/bridges';
import type { Appeal, Consent, Flag, Hold, Report } from '../wire/shapes';
import type { DeskItem } from './own.svelte';

export type Queue = {
  crossings: Crossing[];
  reports: Report[];
  /** Against what moderators of this group decided, the nearest end first. */
  appeals: Appeal[];
  /** Posts of threads that are held for everybody, the nearest end first. */
  flags: Flag[];
  /** Kept from this group's own people, what nobody has decided on first. */
  holds: Hold[];
  /** Posts of its people that somebody wants to carry on. */
  consents: Consent[];
  /** Asked of this group, and not answered: a thread, or a change of its charter. */
  proposals: Proposal[];
  /** Answered, or made by this group: newest first. */
  others: Proposal[];
  /** Posts, reports, appeals, flags and holds decided, newest first. */
  decided: Decided[];
};

export type Decided = Appeal | Crossing | Flag | Hold | Report;

/** What lies on a desk, as its page lists it: what waits first, the nearest deadline on top. */
export function queueOf(items: readonly DeskItem[]): Queue {
  const crossings = items.filter((one) => one.kind === 'crossing');
  const reports = items.filter((one) => one.kind === 'report');
  const proposals = items.filter((one) => one.kind === 'proposal');
  const appeals = items.filter((one) => one.kind === 'appeal');
  const flags = items.filter((one) => one.kind === 'flag');
  const holds = items.filter((one) => one.kind === 'hold');
  const consents = items.filter((one) => one.kind === 'consent');
  const waits = (one: Proposal) =>
    one.may.includes('accept') || one.amendments.some((change) => change.waits);
  const whenDecided = (one: Decided) => one.decided_at ?? '';
  return {
    crossings: crossings
      .filter((one) => one.state === 'held' || one.state === 'appealed')
      .sort((a, b) => a.due_at.localeCompare(b.due_at)),
    reports: reports.filter((one) => one.state === 'open').sort((a, b) => a.at.localeCompare(b.at)),
    appeals: appeals.filter((one) => one.state === 'open').sort((a, b) => a.due_at.localeCompare(b.due_at)),
    flags: flags.filter((one) => one.state === 'open').sort((a, b) => a.until.localeCompare(b.until)),
    holds: holds
      .filter((one) => one.state !== 'released')
      .sort((a, b) => a.state.localeCompare(b.state) || a.at.localeCompare(b.at)),
    consents: consents
      .filter((one) => one.may_answer || (one.carried && one.answer === 'given'))
      .sort(
        (a, b) => Number(b.may_answer) - Number(a.may_answer) || a.expires_at.localeCompare(b.expires_at),
      ),
    proposals: proposals.filter(waits).sort((a, b) => a.proposed_at.localeCompare(b.proposed_at)),
    others: proposals.filter((one) => !waits(one)).sort((a, b) => b.proposed_at.localeCompare(a.proposed_at)),
    decided: [
      ...crossings.filter(
        (one) => one.state !== 'held' && one.state !== 'appealed' && one.state !== 'withdrawn',
      ),
      ...reports.filter((one) => one.state === 'decided'),
      ...appeals.filter((one) => one.state !== 'open'),
      ...flags.filter((one) => one.state !== 'open'),
      ...holds.filter((one) => one.state !== 'held'),
    ].sort((a, b) => whenDecided(b).localeCompare(whenDecided(a))),
  };
}

/** How many things wait for a moderator. */
export const waitingOn = (queue: Queue) =>
  queue.crossings.length +
  queue.reports.length +
  queue.appeals.length +
  queue.flags.length +
  queue.proposals.length +
  queue.consents.filter((one) => one.may_answer).length +
  queue.holds.filter((one) => one.state === 'held').length;
