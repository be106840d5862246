import {
  applyUpdate,
  diffUpdate,
  Doc,
  encodeStateAsUpdate,
  encodeStateVectorFromUpdate,
  mergeUpdates,
} from 'yjs';

import { ApiError } from '../wire/api';
import type { Changes, Down, StreamName } from '../wire/shapes';
import { fromBase64, sendEdit, type Settled } from '../wire/texts';
import { Carets } from './carets';
import type { Tab } from './tab.svelte';

const GATHER_MS = 250; // what is typed within this is one edit
const AGAIN_MS = 3_000; // after the line broke
const SERVER = 'server'; // the origin of what others wrote

/**
 * A text that several people write at once, as this tab has it. What is written here goes up by HTTP, edit by edit, and is kept in
 * memory until the server has it; what others write comes in the text's stream. Both merge in whatever order they come.
 */
export class Writing {
  readonly doc = new Doc();
  readonly carets: Carets;
  readonly stream: StreamName;
  isLoaded = $state(false);
  isGone = $state(false); // withdrawn, or no longer mine to read
  isUnsent = $state(false);
  isCut = $state(false); // the line broke with something unsent
  refusal = $state(''); // why what I wrote last is not kept: nothing more is sent
  names = $state.raw<readonly string[]>([]);
  #unsent: Uint8Array[] = [];
  #settled: Settled[] = []; // by what is unsent
  #isSending = false;
  #isClosed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly tab: Tab,
    readonly space: number,
    readonly place: number,
    text: number,
    readonly isOffline: () => string,
  ) {
    this.stream = `text:${text}`;
    this.carets = new Carets(this.doc, text, (frame) => tab.line.send(frame));
    this.carets.awareness.on('change', () => (this.names = this.carets.names));
    this.doc.on('update', (edit: Uint8Array, origin: unknown) => {
      if (origin !== SERVER && !this.refusal) this.#gather(edit);
    });
    tab.texts.add(this);
    tab.focus(text);
    tab.streams.join({ [this.stream]: null });
  }

  /** Leave the text; what is unsent still goes. */
  close(): void {
    this.#isClosed = true;
    this.carets.close();
    this.tab.focus(null);
    this.tab.streams.forget(this.stream);
    this.tab.line.send({ do: 'leave', streams: [this.stream] });
    if (!this.isUnsent) this.#end();
    else void this.#send();
  }

  /** Whether the frame was this text's. */
  hear(frame: Down): boolean {
    if (this.#isClosed) return false;
    switch (frame.kind) {
      case 'changes':
        if (frame.stream === this.stream) this.#take(frame);
        return frame.stream === this.stream;
      case 'caught_up':
        if (frame.stream !== this.stream) return false;
        this.tab.streams.caughtUp(frame.stream, frame.rev);
        this.isLoaded = true;
        if (this.isCut) void this.#send(); // the line is back
        return true;
      case 'gone':
        if (frame.stream === this.stream || frame.stream === `space:${this.space}`) this.#lose();
        return frame.stream === this.stream;
      case 'caret':
        this.carets.hear(frame);
        return true;
      default:
        return false;
    }
  }

  #take(frame: Changes): void {
    const verdict = this.tab.streams.take(frame);
    if (verdict === 'drop') return;
    const edits = frame.items.flatMap((item) => (item.kind === 'edit' ? [fromBase64(item.data)] : []));
    for (const edit of edits) applyUpdate(this.doc, edit, SERVER);
    if (verdict === 'reset' && this.isLoaded) {
      // The server begins anew, as after a restore: what it lacks of this text goes up again.
      const whole = encodeStateAsUpdate(this.doc);
      this.#gather(
        edits.length ? diffUpdate(whole, encodeStateVectorFromUpdate(mergeUpdates(edits))) : whole,
      );
    }
  }

  /** What is written next settles a suggestion. */
  settle(key: string, accepted: boolean): void {
    this.#settled.push({ key, accepted });
  }

  #lose(): void {
    this.isGone = true;
    this.isUnsent = false;
    this.#unsent = [];
    this.tab.streams.forget(this.stream);
  }

  #gather(edit: Uint8Array): void {
    this.#unsent.push(edit);
    this.isUnsent = true;
    this.#timer ??= setTimeout(() => void this.#send(), GATHER_MS);
  }

  /** Send what has gathered, one edit at a time, so that none comes before what it stands on. */
  async #send(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isSending || !this.#unsent.length) return;
    this.#isSending = true;
    const [gathered, settled] = [[...this.#unsent], [...this.#settled]]; // more may come while these are on the way
    try {
      await sendEdit(this.space, this.place, mergeUpdates(gathered), settled);
      this.#unsent = this.#unsent.slice(gathered.length);
      this.#settled = this.#settled.slice(settled.length);
      this.isCut = false;
    } catch (error) {
      this.#failed(error);
    }
    this.#isSending = false;
    this.isUnsent = this.#unsent.length > 0;
    if (!this.isUnsent && this.#isClosed) this.#end();
    else if (this.isUnsent)
      this.#timer ??= setTimeout(() => void this.#send(), this.isCut ? AGAIN_MS : GATHER_MS);
  }

  #failed(error: unknown): void {
    const isRefused =
      error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
    if (!isRefused) {
      this.isCut = true;
      return;
    }
    this.refusal = error.message || this.isOffline();
    this.#unsent = [];
  }

  #end(): void {
    this.tab.texts.delete(this);
    this.doc.destroy();
  }
}
