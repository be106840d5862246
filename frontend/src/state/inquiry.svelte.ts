import { type Clash, compact, isSame, merged } from '../forms';
import { ApiError } from '../wire/api';
import type { Answer, Answers, AnswersPage, InquiryPage } from '../wire/inquiries';
import * as wire from '../wire/inquiries';

/** One consultation or survey: its form, and what my unit writes into it together. */
export class InquiryView {
  page = $state.raw<InquiryPage | null>(null);
  /** What was filed, once it may be read. */
  shown = $state.raw<AnswersPage | null>(null);
  /** What stands in the fields. */
  filled = $state<Answers>({});
  /** What somebody else of my unit changed as well. */
  clashes = $state.raw<readonly Clash[]>([]);
  #answer = $state.raw<Answer | null>(null);
  #request = { said: '', id: '' };

  constructor(
    readonly space: number,
    readonly place: number,
  ) {}

  /** What my unit has saved, as far as this page knows. */
  get answer(): Answer | null {
    return this.#answer;
  }

  get isChanged(): boolean {
    const [mine, saved] = [compact(this.filled), this.#answer?.answers ?? {}];
    return [...new Set([...Object.keys(mine), ...Object.keys(saved)])].some(
      (key) => !isSame(mine[key], saved[key]),
    );
  }

  async load(): Promise<void> {
    const page = await wire.fetchForm(this.space, this.place);
    this.page = page;
    if (page.answer) this.take(page.answer);
    if (page.may_read) this.shown = await wire.fetchAnswers(this.space, this.place);
  }

  /** Take in what my unit has saved; what I changed meanwhile stays. */
  take(answer: Answer): void {
    if (this.#answer && answer.revision <= this.#answer.revision && !answer.is_filed) return;
    const mine = compact($state.snapshot(this.filled) as Answers);
    const { answers, clashes } = merged(this.#answer?.answers ?? {}, mine, answer.answers);
    this.filled = answers;
    this.clashes = clashes;
    this.#answer = answer;
  }

  /** Save for my own people, or file. What is refused stays in the fields. */
  async keep(file: boolean): Promise<void> {
    const answers = compact($state.snapshot(this.filled) as Answers);
    const revision = this.#answer?.revision ?? 0;
    const said = JSON.stringify([answers, revision, file]);
    if (this.#request.said !== said) this.#request = { said, id: crypto.randomUUID() }; // a lost reply: the same again
    try {
      const kept = await wire.keepAnswer(this.space, this.place, {
        client_id: this.#request.id,
        revision,
        answers,
        file,
      });
      this.#answer = kept;
      this.filled = { ...kept.answers };
      this.clashes = [];
    } catch (error) {
      if (error instanceof ApiError && error.code === 'stale') this.take(error.facts as unknown as Answer);
      throw error;
    }
  }

  /** Take somebody else's answer instead of mine. */
  takeTheirs(key: string): void {
    const clash = this.clashes.find((one) => one.key === key);
    if (!clash) return;
    const { [key]: _mine, ...others } = this.filled;
    this.filled = clash.theirs === undefined ? others : { ...others, [key]: clash.theirs };
    this.keepMine(key);
  }

  keepMine(key: string): void {
    this.clashes = this.clashes.filter((one) => one.key !== key);
  }
}
