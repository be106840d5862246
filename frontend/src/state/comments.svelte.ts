import * as wire from '../wire/comments';
import type { Comment, CommentDraft } from '../wire/comments';

export type Thread = { first: Comment; answers: readonly Comment[] };

/** The comments on a document beside one of its versions, or beside its text that is written here: version 0. */
export class Comments {
  items = $state.raw<readonly Comment[]>([]);

  constructor(
    readonly space: number,
    readonly place: number,
    readonly version: number,
    /** Whether the passage of a comment stands here: the server's word, where it has the text. */
    readonly stands: (one: Comment) => boolean = (one) => one.stands,
  ) {}

  readonly #threads: readonly Thread[] = $derived.by(() =>
    this.items
      .filter((one) => one.answers === null)
      .map((first) => ({
        first: { ...first, stands: this.stands(first) },
        answers: this.items.filter((one) => one.answers === first.id),
      }))
      .filter(({ first, answers }) => !first.unsaid_at || answers.some((one) => !one.unsaid_at)),
  );

  /** Open ones first, then those that are settled; each with its answers. */
  get threads(): readonly Thread[] {
    const standing = this.#threads.filter(({ first }) => first.stands);
    return [
      ...standing.filter(({ first }) => !first.settled_at),
      ...standing.filter(({ first }) => first.settled_at),
    ];
  }

  /** Those whose passage no longer stands in this version. */
  get orphans(): readonly Thread[] {
    return this.#threads.filter(({ first }) => !first.stands);
  }

  async load(): Promise<void> {
    const { space, place, version } = this;
    const page = version ? wire.fetchComments(space, place, version) : wire.fetchTextComments(space, place);
    this.items = (await page).items;
  }

  /** `clientId` stays the same while one tries again: it is said once. */
  async say(said: Omit<CommentDraft, 'client_id' | 'version'>, clientId: string): Promise<void> {
    const { space, place, version } = this;
    const page = await wire.postComment(space, place, {
      client_id: clientId,
      version,
      ...said,
    });
    this.items = page.items;
  }

  async settle(id: number, settled: boolean): Promise<void> {
    await wire.settleComment(this.space, this.place, id, settled);
    await this.load();
  }

  async unsay(id: number, reason: string): Promise<void> {
    await wire.unsayComment(this.space, this.place, id, reason);
    await this.load();
  }
}
