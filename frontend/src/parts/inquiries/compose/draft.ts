import type {
  Asks,
  Condition,
  Form,
  InquiryPage,
  NewInquiry,
  Question,
  Section,
  Shown,
} from '../../../wire/inquiries';
import type { Poll, Secrecy, Unit } from '../../../wire/polls';
import type { Label } from '../../../wire/shapes';
import { fieldTime } from '../../polls/draft';

export type Kind = 'consultation' | 'survey';

/** What the page for a new consultation or survey holds. Times are as the fields have them: UTC, without a zone. */
export type Draft = {
  kind: Kind;
  question: string;
  form: Form;
  unit: Unit;
  secrecy: Secrecy;
  shown: Shown;
  /** Place of a document; 0: none. */
  document: number;
  opensAt: string;
  closesAt: string;
  label: Label;
};

/** What a survey may ask for, the usual first. */
export const ASKS = [
  'choice',
  'several',
  'scale',
  'matrix',
  'text',
  'number',
  'date',
] as const satisfies readonly Asks[];
const WITH_OPTIONS: ReadonlySet<Asks> = new Set(['choice', 'several', 'matrix']);
/** On whose answer others may depend. */
export const DECIDING: ReadonlySet<Asks> = new Set(['choice', 'several', 'scale']);
const DAY = 86_400_000;
const DAYS_OPEN = 28; // the usual time for a consultation

export function blank(kind: Kind, language: string, label: Label, now: Date): Draft {
  const hour = Math.ceil(now.getTime() / 3_600_000) * 3_600_000;
  const form: Form = { languages: [language as Form['languages'][number]], sections: [] };
  addSection(form, kind);
  return {
    kind,
    question: '',
    form,
    unit: 'organisation',
    secrecy: 'named',
    shown: 'closing',
    document: 0,
    opensAt: '',
    closesAt: fieldTime(new Date(hour + DAYS_OPEN * DAY)),
    label,
  };
}

const questionsOf = (form: Form) => form.sections.flatMap((section) => section.questions);

/** A key that no other has: `q1`, `q2`, … */
function freeKey(prefix: string, taken: readonly string[]): string {
  let n = 1;
  while (taken.includes(`${prefix}${n}`)) n += 1;
  return `${prefix}${n}`;
}

export function addSection(form: Form, kind: Kind): void {
  const section: Section = { title: {}, note: {}, when: null, questions: [] };
  form.sections.push(section);
  addQuestion(form, form.sections.length - 1, kind);
}

export function addQuestion(form: Form, at: number, kind: Kind): Question {
  const question: Question = {
    key: freeKey(
      kind === 'consultation' ? 'c' : 'q',
      questionsOf(form).map((one) => one.key),
    ),
    asks: kind === 'consultation' ? 'position' : 'choice',
    text: {},
    body: {},
    required: false,
    when: null,
    options: [],
    rows: [],
    least: null,
    most: null,
  };
  if (kind === 'survey') turnTo(question, 'choice');
  form.sections[at]?.questions.push(question);
  return question;
}

/** Another kind of answer: what it needs is there, what it has no use for is gone. */
export function turnTo(question: Question, asks: Asks): void {
  question.asks = asks;
  question.options = WITH_OPTIONS.has(asks) ? question.options : [];
  while (WITH_OPTIONS.has(asks) && question.options.length < 2) addChoice(question.options, 'o');
  question.rows = asks === 'matrix' ? question.rows : [];
  while (asks === 'matrix' && question.rows.length < 2) addChoice(question.rows, 'r');
  question.least = asks === 'scale' ? 1 : null;
  question.most = asks === 'scale' ? 5 : null;
}

export function addChoice(choices: Question['options'], prefix: string): void {
  const key = freeKey(
    prefix,
    choices.map((one) => one.key),
  );
  choices.push({ key, text: {} });
}

/** The questions before one, on which its condition may look back; of a section, those before its first. */
export function earlier(form: Form, before: Question | undefined): readonly Question[] {
  const all = questionsOf(form);
  const at = before ? all.indexOf(before) : -1;
  return (at < 0 ? [] : all.slice(0, at)).filter((one) => DECIDING.has(one.asks));
}

/** What an earlier question may be answered with. */
export function answersOf(question: Question): readonly { value: string; text: Question['text'] | null }[] {
  if (question.asks !== 'scale') return question.options.map((one) => ({ value: one.key, text: one.text }));
  const [least, most] = [question.least ?? 1, question.most ?? 5];
  return Array.from({ length: most - least + 1 }, (_, n) => ({ value: String(least + n), text: null }));
}

/** A text, cut at its empty lines: each paragraph a clause. */
export function clausesFrom(form: Form, text: string, title: (n: number) => string): void {
  const language = form.languages[0] ?? 'en';
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((one) => one.trim())
    .filter(Boolean);
  const [first] = form.sections;
  if (!first || !paragraphs.length) return;
  first.questions = first.questions.filter((one) => one.text[language] || one.body[language]);
  for (const paragraph of paragraphs) {
    const clause = addQuestion(form, 0, 'consultation');
    clause.text = { [language]: title(questionsOf(form).length) };
    clause.body = { [language]: paragraph };
  }
}

/** What must be mended before it can be opened: `question`, `closes`, or the key of a question. */
export function faults(draft: Draft, now: Date): readonly string[] {
  const found: string[] = [];
  const language = draft.form.languages[0] ?? '';
  const said = (words: Question['text']) => Boolean(words[language]?.trim());
  if (!draft.question.trim()) found.push('question');
  for (const one of questionsOf(draft.form)) {
    const isWhole =
      said(one.text) &&
      (one.asks !== 'position' || said(one.body)) &&
      [...one.options, ...one.rows].every((choice) => said(choice.text)) &&
      (one.asks !== 'scale' || (one.least !== null && one.most !== null && one.least < one.most)) &&
      (!one.when || one.when.any_of.length > 0);
    if (!isWhole) found.push(one.key);
  }
  const opens = draft.opensAt ? new Date(`${draft.opensAt}:00Z`) : now;
  if (!draft.closesAt || new Date(`${draft.closesAt}:00Z`) <= opens) found.push('closes');
  return found;
}

/** What an earlier round asked, and of whom, to be changed for another one; times and label are its own. */
export function again(draft: Draft, poll: Poll, page: InquiryPage): Draft {
  const { question, unit, secrecy } = poll;
  const { shown } = page;
  return {
    ...draft,
    form: structuredClone(page.form),
    question,
    unit,
    secrecy,
    shown,
    document: page.document ?? 0,
  };
}

/** `follows`: place of the round before. */
export function requestOf(
  draft: Draft,
  topic: number | null,
  clientId: string,
  follows: number | null = null,
): NewInquiry {
  return {
    client_id: clientId,
    poll_kind: draft.kind,
    question: draft.question.trim(),
    form: draft.form,
    unit: draft.unit,
    secrecy: draft.kind === 'consultation' ? 'named' : draft.secrecy,
    shown: draft.kind === 'consultation' ? draft.shown : 'closing',
    document: draft.document || null,
    follows,
    opens_at: draft.opensAt ? `${draft.opensAt}:00Z` : null,
    closes_at: `${draft.closesAt}:00Z`,
    label: draft.label,
    topic,
  };
}

/** Put a condition, or take it away. */
export function conditionOn(question: string): Condition | null {
  return question ? { question, any_of: [] } : null;
}
