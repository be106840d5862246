import { Awareness } from 'y-protocols/awareness';
import { createRelativePositionFromJSON, type Doc } from 'yjs';

import type { Caret, Up } from '../wire/shapes';

const TELL_MS = 300; // between two hints of where I write
const HUES = 6;

/** Who writes where: hints from tab to tab, never kept. The names are the server's; where people write under pseudonyms it sends none. */
export class Carets {
  readonly awareness: Awareness;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told = '';

  constructor(
    doc: Doc,
    readonly text: number,
    readonly send: (frame: Up) => void,
  ) {
    this.awareness = new Awareness(doc);
    this.awareness.on('update', (_changes: unknown, origin: unknown) => {
      if (origin === 'local') this.#timer ??= setTimeout(() => this.#tell(), TELL_MS);
    });
  }

  /** Names of those who write in other tabs now. */
  get names(): string[] {
    const others = [...this.awareness.getStates()].filter(([client]) => client !== this.awareness.clientID);
    return [
      ...new Set(others.map(([, state]) => String((state.user as { name?: string })?.name ?? ''))),
    ].sort();
  }

  /** Somebody else's caret has moved, or gone. */
  hear({ client, at, seat, name }: Caret): void {
    if (client === this.awareness.clientID) return;
    const cursor = at === null ? null : cursorFrom(at);
    const isNew = !this.awareness.states.has(client);
    if (cursor === null) {
      this.awareness.states.delete(client);
      this.awareness.meta.delete(client);
    } else {
      this.awareness.states.set(client, { user: { name, hue: seat % HUES }, cursor });
      this.awareness.meta.set(client, { clock: 0, lastUpdated: Date.now() }); // without news it is dropped after half a minute
    }
    const changes = {
      added: isNew && cursor ? [client] : [],
      updated: !isNew && cursor ? [client] : [],
      removed: cursor ? [] : [client],
    };
    this.awareness.emit('change', [changes, 'heard']);
    this.awareness.emit('update', [changes, 'heard']);
    if (isNew && cursor) this.#tell(); // whoever has just come learns of me
  }

  close(): void {
    clearTimeout(this.#timer);
    if (this.#told) this.send({ do: 'caret', text: this.text, client: this.awareness.clientID, at: null });
    this.awareness.destroy();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const cursor = (this.awareness.getLocalState()?.cursor ?? null) as object | null;
    const at = cursor && JSON.stringify(cursor);
    if (!at && !this.#told) return;
    this.#told = at ?? '';
    this.send({ do: 'caret', text: this.text, client: this.awareness.clientID, at });
  }
}

/** What another tab says of its caret, if the editor can make sense of it. */
function cursorFrom(at: string): { anchor: object; head: object } | null {
  try {
    const { anchor, head } = JSON.parse(at) as { anchor: object; head: object };
    for (const end of [anchor, head]) createRelativePositionFromJSON(end);
    return { anchor, head };
  } catch {
    return null;
  }
}
