import type { NewPoll, NewRule, PollKind, Reasons, Secrecy, Unit } from '../../wire/polls';
import type { Label } from '../../wire/shapes';

/** A slot of a date poll, as its fields have it: when it begins (UTC, without a zone), and how long it takes. */
export type SlotDraft = { starts: string; minutes: number };

/** What the dialog for a new poll holds. Times are as the fields have them: UTC, without a zone. */
export type PollDraft = {
  kind: PollKind;
  question: string;
  options: string[];
  slots: SlotDraft[];
  unit: Unit;
  several: boolean;
  most: number;
  ranks: number;
  maxPoints: number;
  budget: number;
  reasons: Reasons;
  secrecy: Secrecy;
  rule: 'most' | 'half' | 'two_thirds';
  quorum: string;
  opensAt: string;
  closesAt: string;
  label: Label;
  capabilities: string[];
};

/** What can be asked, the usual first. */
export const KINDS = [
  'proposal',
  'choose',
  'approval',
  'ranked',
  'dates',
  'sense_check',
  'ladder',
  'score',
  'dots',
  'opt_in',
  'questions',
] as const satisfies readonly PollKind[];

/** Kinds that bring their own answers. */
export const FIXED: ReadonlySet<PollKind> = new Set(['proposal', 'sense_check', 'ladder', 'opt_in']);
/** Kinds whose options pass with a share of the votes, where one asks for that. */
export const SHARED: ReadonlySet<PollKind> = new Set(['choose', 'approval']);
/** Kinds that are of no use without names. */
export const ALWAYS_NAMED: ReadonlySet<PollKind> = new Set(['opt_in', 'dates', 'questions']);
/** What a kind proposes when it is chosen. */
const USUAL: Partial<Record<PollKind, Partial<PollDraft>>> = {
  proposal: { reasons: 'objections' },
  ladder: { reasons: 'objections' },
  sense_check: { reasons: 'objections', unit: 'person' },
  opt_in: { unit: 'person' },
  questions: { reasons: 'none' },
};

export function blank(label: Label, now: Date): PollDraft {
  const hour = Math.ceil(now.getTime() / 3_600_000) * 3_600_000;
  const day = (n: number) => fieldTime(new Date(hour + n * 86_400_000));
  return {
    kind: 'choose',
    question: '',
    options: ['', ''],
    slots: [
      { starts: day(7), minutes: 60 },
      { starts: day(8), minutes: 60 },
    ],
    unit: 'organisation',
    several: false,
    most: 2,
    ranks: 1,
    maxPoints: 5,
    budget: 8,
    reasons: 'optional',
    secrecy: 'named',
    rule: 'most',
    quorum: '',
    opensAt: '',
    closesAt: day(3),
    label,
    capabilities: [],
  };
}

/** Take up another kind: what was written stays, what the kind usually asks for is proposed. */
export function turnTo(draft: PollDraft, kind: PollKind): void {
  Object.assign(draft, { kind, reasons: 'optional', rule: 'most' }, USUAL[kind]);
}

/** The form that a date-and-time field takes, in UTC. */
export const fieldTime = (at: Date) => at.toISOString().slice(0, 16);
const moment = (field: string) => `${field}:00Z`;

const RULES: Readonly<Record<PollDraft['rule'], NewRule>> = {
  most: {},
  half: { threshold: { of: 'cast', at_least: [1, 2], more_than: true, with_abstentions: false } },
  two_thirds: { threshold: { of: 'cast', at_least: [2, 3], more_than: false, with_abstentions: false } },
};

export type Fault = 'question' | 'options' | 'slots' | 'closes' | 'closes_past' | 'most' | 'ranks';

/** What must be mended before it can be opened, in the order of the fields. */
export function faults(draft: PollDraft, now: Date): Fault[] {
  const found: Fault[] = [];
  const texts = written(draft);
  if (!draft.question.trim()) found.push('question');
  if (draft.kind === 'dates') {
    if (!slotsAreFine(draft.slots)) found.push('slots');
  } else if (!FIXED.has(draft.kind)) {
    const least = draft.kind === 'questions' ? 1 : 2;
    if (texts.length < least || new Set(texts).size < texts.length) found.push('options');
  }
  if (draft.kind === 'choose' && draft.several && (draft.most < 2 || draft.most > texts.length))
    found.push('most');
  if (draft.kind === 'ranked' && (draft.ranks < 1 || draft.ranks > texts.length)) found.push('ranks');
  if (!draft.closesAt) found.push('closes');
  else if (new Date(moment(draft.closesAt)) <= (draft.opensAt ? new Date(moment(draft.opensAt)) : now))
    found.push('closes_past');
  return found;
}

const written = (draft: PollDraft) => draft.options.map((text) => text.trim()).filter(Boolean);

function slotsAreFine(slots: readonly SlotDraft[]): boolean {
  const names = slots.map((slot) => `${slot.starts}+${slot.minutes}`);
  const whole = slots.every((slot) => slot.starts && slot.minutes > 0 && Number.isInteger(slot.minutes));
  return whole && slots.length > 1 && new Set(names).size === names.length;
}

function optionsOf(draft: PollDraft): NewPoll['options'] {
  if (FIXED.has(draft.kind)) return [];
  if (draft.kind !== 'dates') return written(draft).map((text) => ({ text, note: '' }));
  return draft.slots.map((slot) => ({
    text: '',
    note: '',
    starts_at: moment(slot.starts),
    ends_at: new Date(new Date(moment(slot.starts)).getTime() + slot.minutes * 60_000).toISOString(),
  }));
}

export function requestOf(draft: PollDraft, topic: number | null, clientId: string): NewPoll {
  return {
    client_id: clientId,
    poll_kind: draft.kind,
    unit: draft.unit,
    question: draft.question.trim(),
    options: optionsOf(draft),
    min_choices: draft.kind === 'ranked' ? draft.ranks : 1,
    max_choices: draft.kind === 'choose' && draft.several ? draft.most : 1,
    max_points: draft.maxPoints,
    budget: draft.budget,
    reasons: draft.reasons,
    secrecy: ALWAYS_NAMED.has(draft.kind) ? 'named' : draft.secrecy,
    quorum: draft.quorum ? Number(draft.quorum) : null,
    rule: RULES[SHARED.has(draft.kind) ? draft.rule : 'most'],
    opens_at: draft.opensAt ? moment(draft.opensAt) : null,
    closes_at: moment(draft.closesAt),
    label: draft.label,
    capabilities: draft.capabilities,
    topic,
  };
}
