import type { NewPoll, Rule, Unit } from '../../wire/polls';
import type { Label } from '../../wire/shapes';

/** What the dialog for a new poll holds. Times are as the fields have them: UTC, without a zone. */
export type PollDraft = {
  question: string;
  options: string[];
  unit: Unit;
  several: boolean;
  most: number;
  rule: 'most' | 'half' | 'two_thirds';
  quorum: string;
  opensAt: string;
  closesAt: string;
  label: Label;
  capabilities: string[];
};

export function blank(label: Label, now: Date): PollDraft {
  return {
    question: '',
    options: ['', ''],
    unit: 'organisation',
    several: false,
    most: 2,
    rule: 'most',
    quorum: '',
    opensAt: '',
    closesAt: fieldTime(new Date(Math.ceil(now.getTime() / 3_600_000) * 3_600_000 + 3 * 86_400_000)),
    label,
    capabilities: [],
  };
}

/** The form that a date-and-time field takes, in UTC. */
export const fieldTime = (at: Date) => at.toISOString().slice(0, 16);
const moment = (field: string) => `${field}:00Z`;

const RULES: Readonly<Record<PollDraft['rule'], Rule>> = {
  most: { method: 'plurality' },
  half: { method: 'threshold', of: 'cast', at_least: [1, 2], more_than: true, with_abstentions: false },
  two_thirds: {
    method: 'threshold',
    of: 'cast',
    at_least: [2, 3],
    more_than: false,
    with_abstentions: false,
  },
};

export type Fault = 'question' | 'options' | 'closes' | 'closes_past' | 'most';

/** What must be mended before it can be opened, in the order of the fields. */
export function faults(draft: PollDraft, now: Date): Fault[] {
  const found: Fault[] = [];
  const texts = written(draft);
  if (!draft.question.trim()) found.push('question');
  if (texts.length < 2 || new Set(texts).size < texts.length) found.push('options');
  if (draft.several && (draft.most < 2 || draft.most > texts.length)) found.push('most');
  if (!draft.closesAt) found.push('closes');
  else if (new Date(moment(draft.closesAt)) <= (draft.opensAt ? new Date(moment(draft.opensAt)) : now))
    found.push('closes_past');
  return found;
}

const written = (draft: PollDraft) => draft.options.map((text) => text.trim()).filter(Boolean);

export function requestOf(draft: PollDraft, topic: number | null, clientId: string): NewPoll {
  return {
    client_id: clientId,
    unit: draft.unit,
    question: draft.question.trim(),
    options: written(draft).map((text) => ({ text, note: '' })),
    min_choices: 1,
    max_choices: draft.several ? draft.most : 1,
    quorum: draft.quorum ? Number(draft.quorum) : null,
    rule: RULES[draft.rule],
    opens_at: draft.opensAt ? moment(draft.opensAt) : null,
    closes_at: moment(draft.closesAt),
    label: draft.label,
    capabilities: draft.capabilities,
    topic,
  };
}
