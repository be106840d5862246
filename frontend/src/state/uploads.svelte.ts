import { ApiError } from '../wire/api';
import { isBeingChecked, type NewDocument, shareUpload } from '../wire/documents';
import type { Document } from '../wire/shapes';
import { discardUpload, fetchUnfinished, isSameFile, type Unfinished } from '../wire/uploads';
import { Sending } from './sending.svelte';

const AT_ONCE = 2; // files on the line: more would only make each slower

/** A file of the queue: how far it is, what it shall be called, what became of it. */
export class QueuedFile {
  title = $state('');
  problem = $state('');
  isChecking = $state(false); // handed over, and neither shared nor refused yet
  document = $state.raw<Document | null>(null);
  readonly clientId = crypto.randomUUID(); // the same for every try: pressing twice shares one document

  constructor(readonly sending: Sending) {
    this.title = titleOf(sending.name);
  }

  get isReady(): boolean {
    return this.sending.stage === 'whole' && !this.document && !this.isChecking;
  }
}

type Heard = {
  onwhole: (file: QueuedFile) => void;
  onproblem: (file: QueuedFile) => void;
};

/** Several files on their way, two at a time, and what an earlier visit left unfinished. */
export class UploadQueue {
  files = $state.raw<readonly QueuedFile[]>([]);
  unfinished = $state.raw<readonly Unfinished[]>([]);
  readonly ready = $derived(this.files.filter((each) => each.isReady && each.title.trim()));

  constructor(
    readonly heard: Heard,
    readonly offline: () => string,
  ) {}

  async load(): Promise<void> {
    const here = new Set(this.files.map((each) => each.sending.id));
    this.unfinished = (await fetchUnfinished()).filter((each) => !here.has(each.id));
  }

  add(space: number, files: Iterable<File>): void {
    for (const file of files) this.#take(new Sending(space, file));
  }

  /** Go on with an unfinished upload. False: the file is another one. One that has come whole needs no file. */
  async resume(upload: Unfinished, file: File | null): Promise<boolean> {
    if (file && !(await isSameFile(file, upload))) return false;
    this.unfinished = this.unfinished.filter((each) => each.id !== upload.id);
    this.#take(new Sending(upload.space, file, upload));
    return true;
  }

  async forget(upload: Unfinished): Promise<void> {
    await discardUpload(upload.id);
    this.unfinished = this.unfinished.filter((each) => each.id !== upload.id);
  }

  /** Take a file out of the queue, and have thrown away what has come of it. */
  async remove(file: QueuedFile): Promise<void> {
    this.files = this.files.filter((each) => each !== file);
    if (!file.document) await file.sending.discard();
    this.#pump();
  }

  /** Share all that have come whole; how many were shared. Those that were refused say why, and stay. */
  async share(common: Omit<NewDocument, 'client_id' | 'title'>): Promise<number> {
    let shared = 0;
    for (const file of this.ready) {
      const id = file.sending.id;
      if (id === null) continue;
      file.problem = '';
      try {
        const answer = await shareUpload(id, {
          ...common,
          client_id: file.clientId,
          title: file.title.trim(),
        });
        if (isBeingChecked(answer)) {
          file.isChecking = true;
          continue;
        }
        file.document = answer;
        shared += 1;
      } catch (error) {
        this.#tell(file, error);
      }
    }
    return shared;
  }

  #take(sending: Sending): void {
    const file = new QueuedFile(sending);
    this.files = [...this.files, file];
    if (sending.stage === 'waiting') this.#pump();
  }

  #pump(): void {
    let under = this.files.filter((each) => each.sending.isUnderWay).length;
    for (const file of this.files) {
      if (under >= AT_ONCE) return;
      if (file.sending.stage !== 'waiting') continue;
      under += 1;
      void file.sending
        .run()
        .then(() => this.heard.onwhole(file))
        .catch((error: unknown) => this.#tell(file, error))
        .finally(() => this.#pump());
    }
  }

  #tell(file: QueuedFile, error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    if (error.isStopped) return;
    file.problem = error.isOffline ? this.offline() : error.message || error.code;
    this.heard.onproblem(file);
  }
}

/** A name for the title, until somebody writes another. */
export function titleOf(name: string): string {
  return name.replace(/\.\w+$/, '').replaceAll(/[_-]+/g, ' ');
}
