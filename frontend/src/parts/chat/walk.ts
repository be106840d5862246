/** Steps through the rows of a stream by key: J, K, N. */

const rows = (stream: ParentNode) => [...stream.querySelectorAll<HTMLElement>('.msg')];

/** The row that has the focus, or the one that holds it. */
export function focusedRow(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>('.msg') ?? null;
}

/** Move the focus to the next (1) or previous (-1) row; into view first if none has it. */
export function step(stream: ParentNode, by: 1 | -1): void {
  const all = rows(stream);
  const here = focusedRow();
  const at = here ? all.indexOf(here) + by : all.findIndex((row) => row.getBoundingClientRect().top >= 96);
  const to = all[Math.max(0, Math.min(all.length - 1, at < 0 ? all.length - 1 : at))];
  to?.focus({ preventScroll: true });
  to?.scrollIntoView({ block: 'nearest' });
}

/** The place and the topic of the row in focus. */
export function focusedPlace(): { place: number; topic: number } | null {
  const { place, topic } = focusedRow()?.dataset ?? {};
  return place ? { place: Number(place), topic: Number(topic) } : null;
}

/** Put the focus on the message at `place` and bring it to the middle. */
export function focusOn(place: number): boolean {
  const row = document.getElementById(`m${place}`);
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: 'center' });
  return row !== null;
}

/** Bring the line "New since…" to the middle. False if nothing is new. */
export function toNew(stream: ParentNode | undefined): boolean {
  const line = stream?.querySelector('.divider-new');
  line?.scrollIntoView({ block: 'center' });
  return line instanceof Element;
}
