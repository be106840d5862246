import type { KeptText, NewPoll, PollKind, Reasons, Secrecy, Unit } from '../../wire/polls';
import type { Label } from '../../wire/shapes';
import { blankRule, fillsSeats, isUnlinked, type RuleDraft, ruleOf, SHARED } from './compose/rule';

/** An answer on offer, and a note under it. */
export type OptionText = { text: string; note: string };
/** A slot of a date poll, as its fields have it: when it begins (UTC, without a zone), and how long it takes. */
export type SlotDraft = { starts: string; minutes: number };

/** What the dialog for a new poll holds. Times are as the fields have them: UTC, without a zone. An emptied number is null. */
export type PollDraft = {
  kind: PollKind;
  question: string;
  options: OptionText[];
  slots: SlotDraft[];
  unit: Unit;
  several: boolean;
  least: number | null;
  most: number | null;
  ranks: number | null;
  maxPoints: number | null;
  budget: number | null;
  reasons: Reasons;
  secrecy: Secrecy;
  rule: RuleDraft;
  quorum: number | null;
  opensAt: string;
  closesAt: string;
  label: Label;
  capabilities: string[];
  /** What the message says that carries the poll in a topic. */
  says: string;
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
/** Kinds that are of no use without names. */
export const ALWAYS_NAMED: ReadonlySet<PollKind> = new Set(['opt_in', 'dates', 'questions']);
/** What a kind proposes when it is chosen. */
const USUAL: Partial<Record<PollKind, Partial<PollDraft>>> = {
  proposal: { reasons: 'objections', rule: blankRule({ share: 'half' }) },
  ladder: { reasons: 'objections', rule: blankRule({ blocks: 0 }) },
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
    options: [
      { text: '', note: '' },
      { text: '', note: '' },
    ],
    slots: [
      { starts: day(7), minutes: 60 },
      { starts: day(8), minutes: 60 },
    ],
    unit: 'organisation',
    several: false,
    least: 1,
    most: 2,
    ranks: 1,
    maxPoints: 5,
    budget: 8,
    reasons: 'optional',
    secrecy: 'named',
    rule: blankRule(),
    quorum: null,
    opensAt: '',
    closesAt: day(3),
    label,
    capabilities: [],
    says: '',
  };
}

/** Take up another kind: what was written stays, what the kind usually asks for is proposed. */
export function turnTo(draft: PollDraft, kind: PollKind): void {
  Object.assign(draft, { kind, reasons: 'optional', rule: blankRule() }, USUAL[kind]);
  draft.rule = { ...draft.rule }; // of its own
}

/** How its votes will be kept: some kinds are always named. */
export const secrecyOf = (draft: PollDraft): Secrecy =>
  ALWAYS_NAMED.has(draft.kind) ? 'named' : draft.secrecy;

/** The form that a date-and-time field takes, in UTC. */
export const fieldTime = (at: Date) => at.toISOString().slice(0, 16);
const moment = (field: string) => `${field}:00Z`;

export const FAULTS = [
  'question',
  'options',
  'slots',
  'choices',
  'ranks',
  'points',
  'dots',
  'seats',
  'quorum',
  'constituencies',
  'blocks',
  'closes',
  'closes_past',
] as const;
export type Fault = (typeof FAULTS)[number];
/** How many could vote, as far as it is known. */
export type Crowd = { eligible: number; constituencies: number };

const isWithin = (value: number | null, least: number, most: number) =>
  value !== null && Number.isInteger(value) && value >= least && value <= most;

/** What must be mended before it can be opened, in the order of the fields. */
export function faults(draft: PollDraft, now: Date, crowd?: Crowd): Fault[] {
  const { kind, rule } = draft;
  const texts = written(draft).map(({ text }) => text);
  const wrong: Partial<Record<Fault, boolean>> = {
    question: !draft.question.trim(),
    options:
      kind !== 'dates' &&
      !FIXED.has(kind) &&
      (texts.length < (kind === 'questions' ? 1 : 2) || new Set(texts).size < texts.length),
    slots: kind === 'dates' && !slotsAreFine(draft.slots),
    choices:
      kind === 'choose' &&
      draft.several &&
      !(isWithin(draft.most, 2, texts.length) && isWithin(draft.least, 1, draft.most ?? 0)),
    ranks: kind === 'ranked' && !isWithin(draft.ranks, 1, texts.length),
    points: kind === 'score' && !isWithin(draft.maxPoints, 1, 100),
    dots: kind === 'dots' && !isWithin(draft.budget, 1, 1000),
    seats: fillsSeats(kind, rule) && !isWithin(rule.seats, 1, texts.length - 1),
    quorum: draft.quorum !== null && !isWithin(draft.quorum, 1, crowd?.eligible || 100_000),
    constituencies:
      SHARED.has(kind) &&
      !isUnlinked(draft.secrecy) &&
      rule.constituencies !== null &&
      !isWithin(rule.constituencies, 1, crowd?.constituencies || 100),
    blocks: rule.blocks !== null && !isWithin(rule.blocks, 0, 1000),
    closes: !draft.closesAt,
    closes_past:
      Boolean(draft.closesAt) &&
      new Date(moment(draft.closesAt)) <= (draft.opensAt ? new Date(moment(draft.opensAt)) : now),
  };
  return FAULTS.filter((fault) => wrong[fault]);
}

const written = (draft: PollDraft) =>
  draft.options
    .map(({ text, note }) => ({ text: text.trim(), note: note.trim() }))
    .filter(({ text }) => text);

function slotsAreFine(slots: readonly SlotDraft[]): boolean {
  const names = slots.map((slot) => `${slot.starts}+${slot.minutes}`);
  const whole = slots.every((slot) => slot.starts && slot.minutes > 0 && Number.isInteger(slot.minutes));
  return whole && slots.length > 1 && new Set(names).size === names.length;
}

/** What is asked for; where it is not whole, without the slots that have no time, and with the lines that have no words. */
function optionsOf(draft: PollDraft, isWhole: boolean): NewPoll['options'] {
  if (FIXED.has(draft.kind)) return [];
  if (draft.kind !== 'dates') return isWhole ? written(draft) : draft.options;
  return draft.slots
    .filter((slot) => isWhole || (slot.starts && slot.minutes > 0))
    .map((slot) => ({
      text: '',
      note: '',
      starts_at: moment(slot.starts),
      ends_at: new Date(new Date(moment(slot.starts)).getTime() + slot.minutes * 60_000).toISOString(),
    }));
}

/** How few and how many options a ballot names. */
export function boundsOf(draft: PollDraft): { min_choices: number; max_choices: number } {
  if (draft.kind === 'ranked') return { min_choices: draft.ranks ?? 1, max_choices: 1 };
  const isRange = draft.kind === 'choose' && draft.several;
  return { min_choices: (isRange && draft.least) || 1, max_choices: (isRange && draft.most) || 1 };
}

export function requestOf(draft: PollDraft, topic: number | null, clientId: string): NewPoll {
  return {
    ...textOf(draft, topic, true),
    client_id: clientId,
    closes_at: moment(draft.closesAt),
    draft: null,
  };
}

/** A poll without the marks of its request: whole, or as far as it goes. */
export function textOf(draft: PollDraft, topic: number | null, isWhole: boolean): KeptText {
  return {
    poll_kind: draft.kind,
    unit: draft.unit,
    question: draft.question.trim(),
    options: optionsOf(draft, isWhole),
    ...boundsOf(draft),
    max_points: draft.maxPoints ?? 5,
    budget: draft.budget ?? 8,
    reasons: draft.reasons,
    secrecy: secrecyOf(draft),
    quorum: draft.quorum,
    rule: ruleOf(draft.kind, draft.rule, secrecyOf(draft)),
    opens_at: draft.opensAt ? moment(draft.opensAt) : null,
    closes_at: draft.closesAt ? moment(draft.closesAt) : null,
    label: draft.label,
    capabilities: draft.capabilities,
    topic,
    body: topic === null ? '' : draft.says.trim(),
  };
}
