import type { Answers, Condition, Form, Position, Question, Said, Section, Value } from './wire/inquiries';

/** What is said in a language, else in the form's first one. */
export function inWords(said: Said, form: Form, language: string): string {
  return said[language] || said[form.languages[0] ?? ''] || '';
}

/** Which language that is: for `lang` and the direction of the text. */
export function spokenIn(said: Said, form: Form, language: string): string {
  return said[language] ? language : (form.languages[0] ?? language);
}

export const isPosition = (value: Value | undefined): value is Position =>
  typeof value === 'object' && 'stance' in value;

/** Whether an answer says nothing. */
export function isEmpty(value: Value | undefined): boolean {
  if (value === undefined || value === '') return true;
  if (typeof value !== 'object') return false;
  if (isPosition(value)) return !value.stance && !value.reason.trim() && !value.wording.trim();
  return Object.keys(value).length === 0;
}

/** The answers that say something. */
export function compact(answers: Answers): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([, value]) => !isEmpty(value)));
}

/**
 * The questions that are shown to whoever answers so, section by section. The rule is the server's: what was answered to a
 * hidden question counts as nothing.
 */
export function asked(form: Form, answers: Answers): { section: Section; questions: Question[] }[] {
  const counted: Answers = {};
  return form.sections
    .filter((section) => section.questions.length)
    .map((section) => {
      const isShown = holds(section.when, counted); // conditions look back only, so not within itself
      const questions = isShown
        ? section.questions.filter((question) => take(question, answers, counted))
        : [];
      return { section, questions };
    })
    .filter((one) => one.questions.length);
}

function take(question: Question, answers: Answers, counted: Answers): boolean {
  if (!holds(question.when, counted)) return false;
  const value = answers[question.key];
  if (value !== undefined && !isEmpty(value)) counted[question.key] = value;
  return true;
}

function holds(when: Condition | null, counted: Answers): boolean {
  if (!when) return true;
  const value = counted[when.question];
  const given = Array.isArray(value) ? value : value === undefined ? [] : [String(value as string | number)];
  return given.some((each) => when.any_of.includes(each));
}

/** An answer that two people of one organisation changed at once. */
export type Clash = { key: string; theirs: Value | undefined };

/** Mine and theirs put together: what only one of us changed stands so; where both did, mine stays and theirs is told. */
export function merged(
  base: Answers,
  mine: Answers,
  theirs: Answers,
): { answers: Answers; clashes: readonly Clash[] } {
  const answers: Answers = {};
  const clashes: Clash[] = [];
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const isMine = !isSame(mine[key], base[key]);
    const isTheirs = !isSame(theirs[key], base[key]);
    const value = isMine ? mine[key] : theirs[key];
    if (value !== undefined) answers[key] = value;
    if (isMine && isTheirs && !isSame(mine[key], theirs[key])) clashes.push({ key, theirs: theirs[key] });
  }
  return { answers, clashes };
}

/** Whether two answers say the same. */
export function isSame(a: Value | undefined, b: Value | undefined): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: Value | undefined): string {
  if (isEmpty(value)) return '';
  if (typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
