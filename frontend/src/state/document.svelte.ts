import type { Said } from '../wire/attributes';
import type {
  Abilities,
  Acknowledgement,
  Document,
  DocumentEdit,
  DocumentPage,
  Download,
  Publishing,
  Return,
} from '../wire/documents';
import { decidePaperWish, fetchPaperWish, type Wish, wishPaperRed } from '../wire/desk';
import * as wire from '../wire/documents';
import { fetchSuggestions } from '../wire/texts';
import type { Cards } from './cards.svelte';
import type { Sharing } from './sharing.svelte';

const NOTHING: Abilities = {
  describe: false,
  add_version: false,
  submit: false,
  write_text: false,
  review: false,
  withdraw: false,
  lower_label: false,
  raise_label: false,
  read: false,
  hear: false,
  comment: false,
  download: false,
  publish: false,
  archive: false,
  check_out: false,
  end_check_out: false,
  hold: false,
  lift_hold: false,
  dispose: false,
  co_own: false,
  ask: false,
  acknowledge: false,
  translate: false,
  wish: false,
  decide_wish: false,
};

/** One document's page: the document as everyone sees it comes from the space's stream, the rest is the reader's own. */
export class DocumentView {
  may = $state.raw<Abilities>(NOTHING);
  returns = $state.raw<readonly Return[]>([]);
  downloads = $state.raw<readonly Download[]>([]);
  heldAt = $state.raw<string | null>(null);
  /** Until when it is kept, once it is over; null: for ever. */
  keptUntil = $state.raw<string | null>(null);
  acknowledgement = $state.raw<Acknowledgement | null>(null);
  others = $state.raw<readonly Document[]>([]);
  /** How many suggestions stand open in its text; null until it is known. */
  openSuggestions = $state<number | null>(null);
  /** The same document in other languages. */
  variants = $state.raw<readonly wire.Variant[]>([]);
  /** What it says under its attributes. */
  said = $state.raw<readonly Said[]>([]);
  /** That it should be TLP:RED, as those who decide read it. */
  wish = $state.raw<Wish | null>(null);
  /** Whether it is known yet what the reader may do. */
  isLoaded = $state(false);
  readonly document: Document | undefined = $derived.by(() => this.cards.document(this.space, this.place));

  constructor(
    readonly space: number,
    readonly place: number,
    readonly cards: Cards,
  ) {}

  get newest(): number {
    return this.document?.versions.at(-1)?.n ?? 0;
  }

  async load(): Promise<void> {
    this.learn(await wire.fetchDocument(this.space, this.place));
  }

  learn(page: DocumentPage): void {
    this.cards.apply(page.document);
    this.may = page.may;
    this.isLoaded = true;
    this.returns = page.returns;
    this.downloads = page.downloads;
    this.heldAt = page.held_at;
    this.keptUntil = page.keep_until;
    this.acknowledgement = page.acknowledgement;
    this.variants = page.variants;
    this.said = page.said;
  }

  async describe(edit: DocumentEdit): Promise<void> {
    this.cards.apply(
      await wire.describeDocument(this.space, this.place, { ...edit, rev: this.document?.rev }),
    );
  }

  async addVersion(draft: wire.NewVersion, file: File, upload: Sharing): Promise<void> {
    this.cards.apply(await upload.addVersion(this.space, this.place, draft, file));
  }

  async submit(note: string, minor: boolean): Promise<void> {
    this.cards.apply(await wire.submitDocument(this.space, this.place, note, minor));
  }

  /** Approve exactly the version that is shown. */
  async approve(version: number): Promise<void> {
    this.cards.apply(await wire.approveDocument(this.space, this.place, version));
  }

  async return(version: number, reason: string): Promise<void> {
    this.cards.apply(await wire.returnDocument(this.space, this.place, version, reason));
  }

  async withdraw(reason: string): Promise<void> {
    this.cards.apply(await wire.withdrawDocument(this.space, this.place, reason));
  }

  /** Publish the newest version; `supersedes`: the place of what it replaces, 0 for nothing. */
  async publish(plan: Publishing, supersedes: number): Promise<void> {
    if ((this.document?.supersedes ?? 0) !== supersedes) await this.describe({ supersedes });
    this.cards.apply(await wire.publishDocument(this.space, this.place, plan));
  }

  async archive(): Promise<void> {
    this.cards.apply(await wire.archiveDocument(this.space, this.place));
  }

  async dispose(reason: string): Promise<void> {
    this.cards.apply(await wire.disposeDocument(this.space, this.place, reason));
  }

  /** Say that it should be TLP:RED. The page is told of the change as of any. */
  async wishRed(reason: string): Promise<void> {
    await wishPaperRed(this.space, this.place, reason);
  }

  async learnWish(): Promise<void> {
    this.wish = await fetchPaperWish(this.space, this.place);
  }

  async decideWish(red: boolean): Promise<void> {
    this.wish = await decidePaperWish(this.space, this.place, red);
  }

  async checkOut(): Promise<void> {
    this.cards.apply(await wire.checkOut(this.space, this.place));
  }

  async checkIn(reason = ''): Promise<void> {
    this.cards.apply(await wire.checkIn(this.space, this.place, reason));
  }

  /** Lay a legal hold on it, or lift it: only its moderators know. */
  async hold(on: boolean, reason: string): Promise<void> {
    await (on ? wire.hold : wire.liftHold)(this.space, this.place, reason);
    await this.load();
  }

  /** Ask the readers to confirm the version in force. */
  async ask(dueAt: string): Promise<void> {
    this.learn(await wire.askToConfirm(this.space, this.place, dueAt));
  }

  /** Confirm the version in force, under the label that is shown. */
  async confirm(): Promise<void> {
    const [document, asked] = [this.document, this.acknowledgement];
    if (!document || !asked) return;
    this.learn(await wire.confirmVersion(this.space, this.place, asked.version, document.label));
  }

  async addOwner(group: number): Promise<void> {
    this.cards.apply(await wire.addOwner(this.space, this.place, group));
  }

  async endOwner(group: number): Promise<void> {
    const left = await wire.endOwner(this.space, this.place, group);
    if (left) this.cards.apply(left);
    else await this.load();
  }

  async learnSuggestions(): Promise<void> {
    this.openSuggestions = null;
    this.openSuggestions = (await fetchSuggestions(this.space, this.place)).open;
  }

  /** What else lies in the space: what may be superseded or translated. */
  async learnOthers(): Promise<void> {
    const page = await wire.fetchOfSpace(this.space);
    this.others = page.items.filter(
      (one) => one.place !== this.place && !one.withdrawn_at && !one.disposed_at,
    );
  }

  /** Share a document that says the same in another language. */
  async translate(draft: wire.NewDocument, file: File, upload: Sharing): Promise<void> {
    this.cards.apply(await upload.share(this.space, draft, file));
    await this.load();
  }
}
