import { ApiError } from '../wire/api';
import { discardUpload, type Line, lineFor } from '../wire/uploads';

export type Stage = 'waiting' | 'sending' | 'broken' | 'paused' | 'whole' | 'refused';

/** One file on its way to the site. It may break off, stand still and go on; the promise of `run` waits meanwhile. */
export class Sending {
  stage = $state<Stage>('waiting');
  sent = $state(0); // bytes
  readonly name: string;
  readonly size: number; // bytes
  #id: number | null;
  #line: Line | undefined;
  #waiting: Waiting<number> | undefined;

  /** `begun`: an upload that waits on the site; without a file, one that has come whole. */
  constructor(
    readonly space: number,
    readonly file: File | null,
    begun: { id: number; name: string; size: number; received: number } | null = null,
    readonly newLine: typeof lineFor = lineFor,
  ) {
    this.name = begun?.name ?? file?.name ?? '';
    this.size = begun?.size ?? file?.size ?? 0;
    this.#id = begun?.id ?? null;
    this.sent = begun?.received ?? 0;
    if (begun && begun.received === begun.size) this.stage = 'whole';
  }

  /** The upload's number, once the site has given it one. */
  get id(): number | null {
    return this.#id;
  }

  get isUnderWay(): boolean {
    return this.stage === 'sending' || this.stage === 'broken' || this.stage === 'paused';
  }

  /** Send it, or go on; the number of the upload once all of it has come. Rejects with the server's "no", or `stopped`. */
  run(): Promise<number> {
    if (this.stage === 'whole' && this.#id !== null) return Promise.resolve(this.#id);
    if (!this.#waiting || this.stage === 'refused') {
      this.#waiting = new Waiting<number>();
      this.#waiting.promise.catch(() => undefined); // who asked has been told
    }
    this.goOn();
    return this.#waiting.promise;
  }

  pause(): void {
    if (this.stage !== 'sending' && this.stage !== 'broken') return;
    this.stage = 'paused';
    void this.#line?.stop();
  }

  goOn(): void {
    if (!this.file || this.stage === 'sending' || this.stage === 'broken' || this.stage === 'whole') return;
    this.#waiting ??= new Waiting<number>();
    this.#line ??= this.newLine(this.space, this.file, this.#id, {
      onbegun: (id) => (this.#id = id),
      onprogress: (sent) => {
        this.sent = sent;
        if (this.stage === 'broken') this.stage = 'sending';
      },
      onbroken: () => (this.stage = 'broken'),
      onwhole: () => {
        this.sent = this.size;
        this.stage = 'whole';
        if (this.#id !== null) this.#waiting?.resolve(this.#id);
      },
      onrefused: (error) => {
        if (error.isOffline) this.stage = 'paused';
        else {
          this.stage = 'refused';
          this.#waiting?.reject(error);
        }
      },
    });
    this.stage = 'sending';
    this.#line.goOn();
  }

  /** Stop, and have thrown away what has come. */
  async discard(): Promise<void> {
    this.pause();
    this.stage = 'waiting';
    this.#waiting?.reject(new ApiError(0, 'stopped', ''));
    const id = this.#id;
    [this.#id, this.#line, this.#waiting, this.sent] = [null, undefined, undefined, 0];
    if (id !== null) await discardUpload(id);
  }
}

/** A promise with its two ends; `Promise.withResolvers` is younger than some browsers that we serve. */
class Waiting<T> {
  resolve: (value: T) => void = () => undefined;
  reject: (error: Error) => void = () => undefined;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}
