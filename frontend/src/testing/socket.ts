import { vi } from 'vitest';

import type { Down, Up } from '../wire/shapes';

/** A WebSocket that tests speak through. `FakeSocket.last` is the one opened last. */
export class FakeSocket {
  static opened: FakeSocket[] = [];
  readyState = 1;
  sent: Up[] = [];
  readonly openedAt = Date.now();
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.opened.push(this);
  }

  static get last(): FakeSocket {
    const last = FakeSocket.opened.at(-1);
    if (!last) throw new Error('No socket was opened.');
    return last;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Up);
  }

  close(): void {
    this.readyState = 3;
  }

  /** The server sends. */
  says(...frames: Down[]): void {
    this.onmessage?.({ data: JSON.stringify(frames) });
  }

  /** The server, or the network, closes. */
  drops(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

/** Put the fake in the place of WebSocket, and an answer of choice in the place of fetch. */
export function fakeLine(answer: (path: string, body: unknown) => Promise<Response> | Response): {
  asked: string[];
} {
  FakeSocket.opened = [];
  const asked: string[] = [];
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push(`${init.method} ${path}`);
    return answer(path, init.body ? JSON.parse(String(init.body)) : undefined);
  });
  return { asked };
}

export const json = (data: unknown, status = 200) =>
  new Response(status === 204 ? null : JSON.stringify(data), {
    status,
    headers: { 'Content-Type': 'application/json' },
  });
