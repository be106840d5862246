import { words } from './words.svelte';

/** "37.5 %" in the language spoken now; at most one digit after the point. */
export function percent(part: number, whole: number): string {
  const share = whole > 0 ? part / whole : 0;
  return new Intl.NumberFormat(words.language, { style: 'percent', maximumFractionDigits: 1 }).format(share);
}

/** "2/3", isolated from right-to-left text; the whole as "100 %". */
export function fraction([numerator, denominator]: readonly [number, number]): string {
  if (numerator === denominator) return percent(1, 1);
  return `\u2066${numerator}/${denominator}\u2069`;
}

/** "4.2 MB" in the language spoken now. */
export function fileSize(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  let size = bytes;
  let step = 0;
  while (size >= 1000 && step < units.length - 1) {
    size /= 1000;
    step += 1;
  }
  const unit = units[step] ?? 'byte';
  return new Intl.NumberFormat(words.language, {
    style: 'unit',
    unit,
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: size < 10 && step > 0 ? 1 : 0,
  }).format(size);
}

const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** How long from `now` until `at`, in its two largest units: "1 day 3 hr"; empty when it has passed. */
export function until(at: string, now: number): string {
  const left = new Date(at).getTime() - now;
  if (left <= 0) return '';
  const days = Math.floor(left / DAY);
  const hours = Math.floor((left % DAY) / HOUR);
  const minutes = Math.floor((left % HOUR) / MINUTE);
  const write = (n: number, unit: string) =>
    new Intl.NumberFormat(words.language, { style: 'unit', unit, unitDisplay: 'short' }).format(n);
  if (days) return [write(days, 'day'), hours && write(hours, 'hour')].filter(Boolean).join(' ');
  if (hours) return [write(hours, 'hour'), minutes && write(minutes, 'minute')].filter(Boolean).join(' ');
  return write(Math.max(1, minutes), 'minute');
}

/** The names joined as the language joins them: "A, B and C". */
export function list(names: readonly string[]): string {
  return new Intl.ListFormat(words.language, { type: 'conjunction' }).format(names);
}
