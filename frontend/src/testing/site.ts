import { vi } from 'vitest';

import type { Down } from '../wire/shapes';
import { message, start } from './shapes';
import { json } from './socket';

type Asked = { streams: Record<string, number | null>; wait: number; hello?: boolean };

/** The server's side of the long poll, for one person: streams that grow by a message at a time. */
export class FakeSite {
  readonly heads: Record<string, number> = {};
  readonly asked: Asked[] = [];
  /** Rounds that wait for news. */
  readonly waiting = new Set<{ asked: Asked; answer: () => void }>();
  isSignedIn = true;
  isDown = false;

  constructor() {
    vi.stubGlobal('fetch', (_path: string, init: RequestInit) => this.#serve(init));
  }

  /** One more message in each of these streams. */
  say(...streams: string[]): void {
    for (const stream of streams) this.heads[stream] = (this.heads[stream] ?? 0) + 1;
    this.ring();
  }

  /** Answer all rounds that wait. */
  ring(): void {
    for (const each of this.waiting) each.answer();
  }

  /** The right to a stream ends. */
  end(stream: string): void {
    Reflect.deleteProperty(this.heads, stream);
    this.ring();
  }

  #serve(init: RequestInit): Promise<Response> {
    const asked = JSON.parse(String(init.body)) as Asked;
    this.asked.push(asked);
    const frames = this.#frames(asked);
    if (frames.length || !asked.wait || !this.isSignedIn || this.isDown)
      return Promise.resolve(this.#answer(asked));
    return new Promise((resolve, reject) => {
      const round = { asked, answer: () => (this.waiting.delete(round), resolve(this.#answer(asked))) };
      this.waiting.add(round);
      init.signal?.addEventListener('abort', () => {
        this.waiting.delete(round);
        reject(new DOMException('aborted', 'AbortError'));
      });
    });
  }

  #answer(asked: Asked): Response {
    if (this.isDown) return json(null, 502);
    if (!this.isSignedIn) return json({ code: 'signed_out', message: '', facts: {} }, 401);
    const ends = Object.keys(asked.streams)
      .filter((stream) => stream in this.heads)
      .map((stream): Down => ({ kind: 'caught_up', stream, rev: this.heads[stream] ?? 0 }));
    return json([...this.#frames(asked), ...ends]);
  }

  #frames(asked: Asked): Down[] {
    const frames: Down[] = asked.hello ? [{ kind: 'hello', me: start().me }] : [];
    for (const [stream, after] of Object.entries(asked.streams)) {
      const rev = this.heads[stream];
      if (rev === undefined) frames.push({ kind: 'gone', stream });
      else if (after === null || after < rev) {
        const items = [];
        for (let place = (after ?? rev - 1) + 1; place <= rev; place += 1) items.push(message(place));
        frames.push({ kind: 'changes', stream, after, rev, items });
      }
    }
    return frames;
  }
}
