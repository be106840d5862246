import { beforeEach, expect, test, vi } from 'vitest';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';

import type { Changes, Down, Up } from '../wire/shapes';
import type { OpenText } from './dispatch';
import { Streams } from './streams';
import type { Tab } from './tab.svelte';
import { Writing } from './writing.svelte';

const SPACE = 7;
const PLACE = 12;
const TEXT = 5;

/** What a text asks of its tab. */
function tab() {
  const sent: Up[] = [];
  const parts = {
    texts: new Set<OpenText>(),
    line: { send: (frame: Up) => (sent.push(frame), true) },
    streams: new Streams((streams) => sent.push({ do: 'watch', streams })),
    focus: () => undefined,
  };
  const tell = (frame: Down) => [...parts.texts].some((one) => one.hear(frame));
  return { tab: parts as unknown as Tab, parts, sent, tell };
}

function open() {
  const made = tab();
  const writing = new Writing(made.tab, SPACE, PLACE, TEXT, () => 'The line is broken.');
  return { ...made, writing };
}

const written = (words: string) => {
  const doc = new Doc();
  doc.getText('default').insert(0, words);
  return encodeStateAsUpdate(doc);
};
const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const changes = (after: number | null, rev: number, ...edits: Uint8Array[]): Changes => ({
  kind: 'changes',
  stream: `text:${TEXT}`,
  after,
  rev,
  items: edits.map((edit) => ({ kind: 'edit', place: rev, rev, data: base64(edit) })),
});
const said = (doc: Doc) => doc.getText('default').toString();
const posted = (calls: unknown[][]) => {
  const doc = new Doc();
  for (const [, options] of calls) {
    const { data } = JSON.parse((options as { body: string }).body) as { data: string };
    applyUpdate(
      doc,
      Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0)),
    );
  }
  return said(doc);
};
const answer = (status: number, data: unknown) => ({ status, json: () => Promise.resolve(data) }) as Response;
const fetched = vi.fn<typeof fetch>();

beforeEach(() => {
  vi.useFakeTimers();
  fetched.mockReset().mockResolvedValue(answer(200, { rev: 1 }));
  vi.stubGlobal('fetch', fetched);
  return () => vi.useRealTimers();
});

test('what is typed within a moment goes up as one edit, and is saved once it is answered', async () => {
  const { writing, parts } = open();
  for (const sign of 'yarn') writing.doc.getText('default').insert(said(writing.doc).length, sign);
  expect([writing.isUnsent, [...parts.texts].map((one) => one.isUnsent)]).toEqual([true, [true]]);
  await vi.advanceTimersByTimeAsync(300);
  expect(fetched.mock.calls).toHaveLength(1);
  expect(fetched.mock.calls[0]?.[0]).toBe(`/api/spaces/${SPACE}/documents/${PLACE}/edits`);
  expect(posted(fetched.mock.calls)).toBe('yarn');
  expect(writing.isUnsent).toBe(false);
});

test('what is typed while an edit is on its way goes up after it', async () => {
  const { writing } = open();
  let arrived: (answer: Response) => void = () => undefined;
  fetched.mockReturnValueOnce(new Promise((resolve) => (arrived = resolve)));
  writing.doc.getText('default').insert(0, 'a');
  await vi.advanceTimersByTimeAsync(300);
  writing.doc.getText('default').insert(1, 'b');
  await vi.advanceTimersByTimeAsync(300);
  expect([fetched.mock.calls.length, writing.isUnsent]).toEqual([1, true]);
  arrived(answer(200, { rev: 1 }));
  await vi.advanceTimersByTimeAsync(300);
  expect([posted(fetched.mock.calls), fetched.mock.calls.length, writing.isUnsent]).toEqual(['ab', 2, false]);
});

test('what others wrote is shown, and does not go up again', async () => {
  const { writing, tell } = open();
  expect(tell(changes(null, 3, written('from another')))).toBe(true);
  tell({ kind: 'caught_up', stream: `text:${TEXT}`, rev: 3 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect([said(writing.doc), writing.isLoaded, fetched.mock.calls.length]).toEqual(['from another', true, 0]);
  expect(tell({ ...changes(3, 4), stream: 'space:7' })).toBe(false);
});

test('what is written while the line is broken is kept, and goes when it is back', async () => {
  const { writing } = open();
  fetched.mockRejectedValue(new TypeError('no network'));
  writing.doc.getText('default').insert(0, 'a');
  await vi.advanceTimersByTimeAsync(300);
  writing.doc.getText('default').insert(1, 'b');
  await vi.advanceTimersByTimeAsync(300);
  expect([writing.isCut, writing.isUnsent]).toEqual([true, true]);
  fetched.mockReset().mockResolvedValue(answer(200, { rev: 1 }));
  await vi.advanceTimersByTimeAsync(3_500);
  expect([writing.isCut, writing.isUnsent, posted(fetched.mock.calls)]).toEqual([false, false, 'ab']);
});

test('after a refusal nothing more goes up, and the reason is there', async () => {
  const { writing } = open();
  const told = { code: 'reads_only', message: 'Observers read here.', facts: {} };
  fetched.mockResolvedValue(answer(403, told));
  writing.doc.getText('default').insert(0, 'a');
  await vi.advanceTimersByTimeAsync(300);
  writing.doc.getText('default').insert(1, 'b');
  await vi.advanceTimersByTimeAsync(5_000);
  expect([writing.refusal, writing.isUnsent, fetched.mock.calls.length]).toEqual([told.message, false, 1]);
});

test('what a restored server no longer has goes up again', async () => {
  const { writing, tell } = open();
  tell(changes(null, 9, written('kept')));
  tell({ kind: 'caught_up', stream: `text:${TEXT}`, rev: 9 });
  tell(changes(null, 2));
  await vi.advanceTimersByTimeAsync(300);
  expect([said(writing.doc), posted(fetched.mock.calls)]).toEqual(['kept', 'kept']);
});

test('a text that is gone is closed, and what was unsent is dropped', async () => {
  const { writing, tell, parts } = open();
  writing.doc.getText('default').insert(0, 'a');
  tell({ kind: 'gone', stream: `space:${SPACE}` });
  await vi.advanceTimersByTimeAsync(1_000);
  expect([writing.isGone, writing.isUnsent, fetched.mock.calls.length]).toEqual([true, false, 0]);
  writing.close();
  expect([parts.texts.size, parts.streams.has(`text:${TEXT}`)]).toEqual([0, false]);
});

test('leaving the text sends what is unsent first', async () => {
  const { writing, parts } = open();
  writing.doc.getText('default').insert(0, 'last words');
  writing.close();
  await vi.advanceTimersByTimeAsync(0);
  expect([posted(fetched.mock.calls), parts.texts.size]).toEqual(['last words', 0]);
});

test('a caret that cannot be read is no caret, and a name is the one that came with it', () => {
  const { writing, tell } = open();
  const caret = { kind: 'caret', text: TEXT, client: 99, seat: 4, name: 'Ada (example)' } as const;
  tell({ ...caret, at: 'not JSON' });
  expect(writing.names).toEqual([]);
  const end = { type: null, tname: 'default', item: null, assoc: 0 };
  tell({ ...caret, at: JSON.stringify({ anchor: end, head: end }) });
  expect(writing.names).toEqual(['Ada (example)']);
  tell({ ...caret, at: null });
  expect(writing.names).toEqual([]);
  writing.close();
});
