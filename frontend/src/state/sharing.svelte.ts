import { ApiError } from '../wire/api';
import {
  addUpload,
  type Checked,
  isBeingChecked,
  type NewDocument,
  type NewVersion,
  shareUpload,
} from '../wire/documents';
import type { Document } from '../wire/shapes';
import { Sending } from './sending.svelte';

/** One file and the form beside it. The file is sent once, however often the form has to be sent again. */
export class Sharing {
  sending = $state.raw<Sending | null>(null);

  /** Share the file as a document. Rejects with the server's "no", or `stopped`; form and file stay. */
  share(space: number, draft: NewDocument, file: File): Promise<Document> {
    return this.#sent(space, file, (id) => shareUpload(id, draft));
  }

  /** Add the file as a version. */
  addVersion(space: number, place: number, draft: NewVersion, file: File): Promise<Document> {
    return this.#sent(space, file, (id) => addUpload(id, place, draft));
  }

  /** Stop, and have thrown away what has come. */
  drop(): void {
    const sending = this.sending;
    this.sending = null;
    void sending?.discard().catch(() => undefined); // it expires by itself
  }

  async #sent(
    space: number,
    file: File,
    then: (id: number) => Promise<Document | Checked>,
  ): Promise<Document> {
    if (this.sending && (this.sending.file !== file || this.sending.space !== space)) this.drop();
    const sending = (this.sending ??= new Sending(space, file));
    const shared = await then(await sending.run());
    if (this.sending === sending) this.sending = null;
    if (isBeingChecked(shared)) throw new ApiError(202, shared.code, shared.message);
    return shared;
  }
}
