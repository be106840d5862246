import { vi } from 'vitest';

/** Channels of one browser: what one posts, all others of its name hear a moment later, as copies. */
export class FakeChannel {
  static open: FakeChannel[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;

  constructor(readonly name: string) {
    FakeChannel.open.push(this);
  }

  postMessage(data: unknown): void {
    const copy = structuredClone(data);
    for (const other of FakeChannel.open)
      if (other !== this && other.name === this.name) queueMicrotask(() => other.onmessage?.({ data: copy }));
  }

  close(): void {
    FakeChannel.open = FakeChannel.open.filter((one) => one !== this);
    this.onmessage = null;
  }
}

type Request = { give: () => void };

/** Locks of one browser: one holder for each name, the others wait in order. */
class FakeLocks {
  readonly #queues = new Map<string, Request[]>();

  async request(name: string, { signal }: { signal: AbortSignal }, work: () => Promise<void>): Promise<void> {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    await new Promise<void>((resolve, reject) => {
      const mine: Request = { give: resolve };
      queue.push(mine);
      signal.addEventListener('abort', () => {
        if (queue[0] !== mine) queue.splice(queue.indexOf(mine), 1);
        reject(new DOMException('left', 'AbortError'));
      });
      if (queue[0] === mine) resolve();
    });
    try {
      await work();
    } finally {
      queue.shift();
      queue[0]?.give();
    }
  }
}

/** A browser in which several tabs of one origin may be open. */
export function fakeTabs(): void {
  FakeChannel.open = [];
  vi.stubGlobal('BroadcastChannel', FakeChannel);
  Object.defineProperty(navigator, 'locks', { value: new FakeLocks(), configurable: true });
}

/** The same where the page is not served securely. */
export function noTabs(): void {
  Reflect.deleteProperty(navigator, 'locks');
}
