import { SvelteMap } from 'svelte/reactivity';

import { ApiError } from '../wire/api';
import { postMessage } from '../wire/calls';
import type { Message, NewMessage, Up } from '../wire/shapes';
import type { Refusal } from './pace.svelte';

const ANSWER_MS = 10_000;

/** A post that the server has not shown yet. `waiting`: for the line; `failed`: for the person. */
export type Pending = NewMessage & {
  space: number;
  at: string;
  fate: 'sending' | 'waiting' | 'failed';
  /** Why it failed, in the server's words; empty for a dropped connection. */
  why: string;
};

type Ends = {
  /** By socket; false while there is none. */
  send: (frame: Up) => boolean;
  /** The server's version, as the answer to a post by HTTP. */
  onposted: (message: Message) => void;
  /** A refusal that passes by itself: true where the composer has taken the words back. */
  ontakeback?: (one: Pending, refusal: Refusal) => boolean;
  newId?: () => string;
};

/** Posts of this tab on their way. They live in memory only, and survive a lost line. */
export class Outbox {
  readonly #pending = new SvelteMap<string, Pending>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly all = $derived([...this.#pending.values()]);

  constructor(readonly ends: Ends) {}

  get isEmpty(): boolean {
    return this.#pending.size === 0;
  }

  in(space: number, topic?: number): Pending[] {
    return this.all.filter((one) => one.space === space && (topic === undefined || one.topic === topic));
  }

  /** Show it now and send it. Returns its client_id. */
  post(space: number, draft: Omit<NewMessage, 'client_id'>): string {
    const client_id = (this.ends.newId ?? (() => crypto.randomUUID()))();
    this.#pending.set(client_id, {
      ...draft,
      client_id,
      space,
      at: new Date().toISOString(),
      fate: 'sending',
      why: '',
    });
    this.#send(client_id);
    return client_id;
  }

  /** Send again, under the same client_id: if the first did arrive, the server answers with that one. */
  retry(clientId: string): void {
    if (!this.#pending.has(clientId)) return;
    this.#become(clientId, 'sending', '');
    this.#send(clientId);
  }

  discard(clientId: string): void {
    this.#settle(clientId);
    this.#pending.delete(clientId);
  }

  /** The server's version is on the page (or its ack is here and the page does not show that space). */
  arrived(clientId: string): void {
    this.discard(clientId);
  }

  /** Stored; the row stays until the server's version replaces it. */
  accepted(clientId: string): void {
    this.#settle(clientId);
  }

  refused(clientId: string, refusal: Refusal): void {
    const one = this.#pending.get(clientId);
    if (one && this.ends.ontakeback?.(one, refusal)) {
      this.discard(clientId);
      return;
    }
    this.#settle(clientId);
    this.#become(clientId, 'failed', refusal.message || refusal.code);
  }

  /** The line is back: what waited, and what was on its way when it broke, goes again. */
  lineIsBack(): void {
    for (const one of this.all) if (one.fate !== 'failed' || one.why === '') this.retry(one.client_id);
  }

  #send(clientId: string): void {
    const one = this.#pending.get(clientId);
    if (!one) return;
    this.#settle(clientId);
    const { space, at: _at, fate: _fate, why: _why, ...draft } = one;
    if (this.ends.send({ do: 'post', space, ...draft })) {
      this.#timers.set(
        clientId,
        setTimeout(() => this.#become(clientId, 'failed', ''), ANSWER_MS),
      );
      return;
    }
    void this.#sendByHttp(clientId, space, draft);
  }

  async #sendByHttp(clientId: string, space: number, draft: NewMessage): Promise<void> {
    try {
      this.ends.onposted(await postMessage(space, draft));
      this.arrived(clientId);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.isOffline) this.#become(clientId, 'waiting', '');
      else this.refused(clientId, error);
    }
  }

  #become(clientId: string, fate: Pending['fate'], why: string): void {
    const one = this.#pending.get(clientId);
    if (one) this.#pending.set(clientId, { ...one, fate, why });
  }

  #settle(clientId: string): void {
    clearTimeout(this.#timers.get(clientId));
    this.#timers.delete(clientId);
  }
}
