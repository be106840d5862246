import { blankRule, type RuleDraft } from './rule';
import type { PollDraft } from '../draft';

/** Polls of the usual sorts: everything but their words and their times. */
type Template = Partial<Omit<PollDraft, 'rule'>> &
  Pick<PollDraft, 'kind' | 'unit'> & { rule?: Partial<RuleDraft> };

export const TEMPLATES = {
  proposal: { kind: 'proposal', unit: 'organisation', reasons: 'objections', rule: { share: 'half' } },
  consent: { kind: 'proposal', unit: 'organisation', reasons: 'objections', rule: { blocks: 0 } },
  delegations: {
    kind: 'proposal',
    unit: 'delegation',
    reasons: 'objections',
    rule: { share: 'two_thirds' },
  },
  double: {
    kind: 'proposal',
    unit: 'organisation',
    reasons: 'objections',
    rule: { share: 'half', constituencies: 2, own: 'half' },
  },
  dates: { kind: 'dates', unit: 'delegation' },
  election: { kind: 'ranked', unit: 'person', secrecy: 'secret', reasons: 'none', rule: { byLot: true } },
  seats: {
    kind: 'ranked',
    unit: 'person',
    secrecy: 'secret',
    reasons: 'none',
    rule: { method: 'stv', seats: 2, byLot: true },
  },
  priorities: { kind: 'dots', unit: 'organisation' },
  ladder: { kind: 'ladder', unit: 'organisation', reasons: 'objections', rule: { blocks: 0 } },
  sense_check: { kind: 'sense_check', unit: 'person', reasons: 'objections' },
  opt_in: { kind: 'opt_in', unit: 'person' },
  questions: { kind: 'questions', unit: 'organisation', reasons: 'none' },
} as const satisfies Record<string, Template>;
export type TemplateName = keyof typeof TEMPLATES;
export const NAMES = Object.keys(TEMPLATES) as TemplateName[];

/** Begin from a usual poll: what was written stays, the rest is as the template has it. */
export function beginFrom(draft: PollDraft, name: TemplateName): void {
  const { rule, ...rest }: Template = TEMPLATES[name];
  Object.assign(draft, { secrecy: 'named', reasons: 'optional', several: false, quorum: null }, rest, {
    rule: blankRule(rule),
  });
}
