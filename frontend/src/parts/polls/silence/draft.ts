import type { NewSilence, Unit } from '../../../wire/polls';
import type { Label } from '../../../wire/shapes';

/** What the dialog for a text under silence holds. Times are as the fields have them: UTC to the second, without a zone. */
export type SilenceDraft = {
  title: string;
  source: 'words' | 'document';
  text: string;
  /** "place.version" of a document of the space. */
  document: string;
  unit: Unit;
  closesAt: string;
  label: Label;
};

const HOUR = 3_600_000; // milliseconds
/** What is usual, from the shortest. */
export const USUAL_HOURS = [24, 72] as const;

/** The form that a field with seconds takes, in UTC. */
export const secondOf = (at: Date) => at.toISOString().slice(0, 19);
/** The moment that such a field names; browsers leave out seconds that are zero. */
export const moment = (field: string) => (field.length === 16 ? `${field}:00Z` : `${field}Z`);

export function blank(label: Label, now: Date): SilenceDraft {
  const end = new Date(Math.ceil(now.getTime() / HOUR) * HOUR + USUAL_HOURS[1] * HOUR);
  return {
    title: '',
    source: 'words',
    text: '',
    document: '',
    unit: 'delegation',
    closesAt: secondOf(end),
    label,
  };
}

export type Fault = 'title' | 'text' | 'document' | 'closes';

/** What must be mended before it can be placed, in the order of the fields. */
export function faults(draft: SilenceDraft, now: Date): Fault[] {
  const found: Fault[] = [];
  if (!draft.title.trim()) found.push('title');
  if (draft.source === 'words' && !draft.text.trim()) found.push('text');
  if (draft.source === 'document' && !draft.document) found.push('document');
  if (!draft.closesAt || new Date(moment(draft.closesAt)) <= now) found.push('closes');
  return found;
}

/** Whether the silence is shorter than is usual, so that people in other zones may miss it. */
export const isShort = (draft: SilenceDraft, now: Date) =>
  Boolean(draft.closesAt) && Date.parse(moment(draft.closesAt)) - now.getTime() < USUAL_HOURS[0] * HOUR;

export function requestOf(draft: SilenceDraft, follows: number | null, clientId: string): NewSilence {
  const [document = null, version = null] =
    draft.source === 'document' ? draft.document.split('.').map(Number) : [];
  return {
    client_id: clientId,
    poll_kind: 'silence',
    unit: draft.unit,
    question: draft.title.trim(),
    label: draft.label,
    closes_at: moment(draft.closesAt),
    silence: { text: draft.source === 'words' ? draft.text : '', document, version, follows },
    topic: null,
  };
}
