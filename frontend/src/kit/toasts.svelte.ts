import { announcer } from './announcer.svelte';

/** A short sentence over the page for ten seconds, with at most one act: usually "Undo". */
export type Toast = { id: number; text: string; act?: { label: string; run: () => void } };

const SHOWN_MS = 10_000;

class Toasts {
  #all = $state.raw<readonly Toast[]>([]);
  #last = 0;

  get all(): readonly Toast[] {
    return this.#all;
  }

  show(text: string, act?: Toast['act']): void {
    const toast = { id: ++this.#last, text, act };
    this.#all = [...this.#all, toast].slice(-3);
    announcer.say(text);
    setTimeout(() => this.dismiss(toast.id), SHOWN_MS);
  }

  dismiss(id: number): void {
    this.#all = this.#all.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
