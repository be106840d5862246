import type {
  Abilities,
  Document,
  DocumentEdit,
  DocumentPage,
  Download,
  Progress,
  Return,
} from '../wire/documents';
import * as wire from '../wire/documents';
import type { Cards } from './cards.svelte';

const NOTHING: Abilities = {
  describe: false,
  add_version: false,
  submit: false,
  review: false,
  withdraw: false,
  lower_label: false,
  raise_label: false,
  download: false,
};

/** One document's page: the document as everyone sees it comes from the space's stream, the rest is the reader's own. */
export class DocumentView {
  may = $state.raw<Abilities>(NOTHING);
  returns = $state.raw<readonly Return[]>([]);
  downloads = $state.raw<readonly Download[]>([]);
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
    this.returns = page.returns;
    this.downloads = page.downloads;
  }

  async describe(edit: DocumentEdit): Promise<void> {
    this.cards.apply(
      await wire.describeDocument(this.space, this.place, { ...edit, rev: this.document?.rev }),
    );
  }

  async addVersion(note: string, clientId: string, file: File, onprogress: Progress): Promise<void> {
    const draft = { client_id: clientId, note };
    this.cards.apply(await wire.addVersion(this.space, this.place, draft, file, onprogress));
  }

  async submit(): Promise<void> {
    this.cards.apply(await wire.submitDocument(this.space, this.place));
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
}
