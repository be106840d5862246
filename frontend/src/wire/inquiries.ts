/** Consultations and surveys: polls whose ballot is a form. */
import { get, post, put } from './api';
import type { PollOpened } from './polls';
import type {
  AnswersPage as AnswersPageShape,
  AnswerShape,
  Choice as ChoiceShape,
  Condition as ConditionShape,
  EditionShape,
  Form as FormShape,
  InquiryDraft,
  InquiryPage as InquiryPageShape,
  Question as QuestionShape,
  QuestionResultShape,
  Section as SectionShape,
  Stance,
  UnitShape,
} from './schema/types.gen';

export type { Asks, CountsShape as Counts, Shown, Stance } from './schema/types.gen';
/** What is said, by language; those of the form's first language are always there. */
export type Said = Readonly<Record<string, string>>;
export type Choice = Required<ChoiceShape>;
export type Condition = Required<ConditionShape>;
export type Question = Required<Omit<QuestionShape, 'options' | 'rows' | 'when'>> & {
  options: Choice[];
  rows: Choice[];
  when: Condition | null;
};
export type Section = Required<Omit<SectionShape, 'questions' | 'when'>> & {
  questions: Question[];
  when: Condition | null;
};
export type Form = Omit<FormShape, 'sections'> & { sections: Section[] };

export type Position = { stance: Stance | null; reason: string; wording: string };
/** An answer: a position, a matrix by row, keys of options, words or a date, a number. */
export type Value = Position | Record<string, string> | string[] | string | number;
export type Answers = Record<string, Value>;
export type Edition = Omit<EditionShape, 'answers'> & { answers: Answers };
export type Answer = Omit<AnswerShape, 'answers' | 'editions'> & { answers: Answers; editions: Edition[] };
export type InquiryPage = Omit<InquiryPageShape, 'form' | 'answer'> & { form: Form; answer: Answer | null };
export type UnitAnswers = Omit<UnitShape, 'answers'> & { answers: Answers | null };
export type QuestionResult = QuestionResultShape;
export type AnswersPage = Omit<AnswersPageShape, 'units'> & { units: UnitAnswers[] };
export type NewInquiry = Required<Omit<InquiryDraft, 'body' | 'capabilities' | 'form'>> & { form: Form };
export type Keeping = { client_id: string; revision: number; answers: Answers; file: boolean };

const path = (space: number, place: number) => `/spaces/${space}/polls/${place}`;

export const openInquiry = (space: number, draft: NewInquiry) =>
  post<PollOpened>(`/spaces/${space}/inquiries`, draft);
export const fetchForm = (space: number, place: number) => get<InquiryPage>(`${path(space, place)}/form`);
/** Save what my unit answers, or file it. */
export const keepAnswer = (space: number, place: number, draft: Keeping) =>
  put<Answer>(`${path(space, place)}/answer`, draft);
/** What was filed, once it is shown. */
export const fetchAnswers = (space: number, place: number) =>
  get<AnswersPage>(`${path(space, place)}/answers`);
