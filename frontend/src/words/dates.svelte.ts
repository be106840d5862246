import { words } from './words.svelte';

/** How a moment is written. Every one is in the person's own zone unless it says UTC. */
const FORMS = {
  iso: { dateStyle: 'short' }, // in en-CA: 2026-11-23
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  ticking: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  weekdayClock: { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  weekday: { weekday: 'long' },
  day: { weekday: 'long', day: 'numeric', month: 'long' },
  dayYear: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  short: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  full: {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
  second: {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** English as an international body writes it: the day before the month. */
const LOCALES: Readonly<Record<string, string>> = { en: 'en-GB' };

const MINUTE = '2026-11-23T10:00'.length;
const DAYS_KEPT = 5_000;

export type DateForm = keyof typeof FORMS;

class Dates {
  zone = $state('UTC'); // an IANA name
  readonly #formats = new Map<string, Intl.DateTimeFormat>();
  readonly #days = new Map<string, string>(); // asked for each row whenever one is added

  /** `at` (ISO 8601) in words of the language spoken now. */
  write(at: string, form: DateForm, zone: string = this.zone): string {
    return this.#format(LOCALES[words.language] ?? words.language, form, zone).format(new Date(at));
  }

  /** The calendar day of `at` in the person's zone, as `2026-11-23`: for comparing, not for showing. */
  dayOf(at: string): string {
    const minute = `${this.zone} ${at.slice(0, MINUTE)}`; // no zone turns the day within one
    let day = this.#days.get(minute);
    if (day === undefined) {
      if (this.#days.size >= DAYS_KEPT) this.#days.clear();
      day = this.#format('en-CA', 'iso', this.zone).format(new Date(at));
      this.#days.set(minute, day);
    }
    return day;
  }

  /** The clock for today, weekday and clock for the last six days, else day and month. */
  near(at: string, now: Date = new Date()): string {
    if (this.dayOf(at) === this.dayOf(now.toISOString())) return this.write(at, 'clock');
    const days = (now.getTime() - new Date(at).getTime()) / 86_400_000;
    return this.write(at, days < 6 ? 'weekdayClock' : 'short');
  }

  /** A binding time: UTC first, then the person's own clock. `own` is empty where the two are one. */
  binding(at: string): { utc: string; own: string } {
    const utc = `${this.write(at, 'full', 'UTC')} UTC`;
    const same = this.write(at, 'full', 'UTC') === this.write(at, 'full');
    return { utc, own: same ? '' : this.write(at, 'short') };
  }

  /** The name of a weekday, 1 for Monday to 7 for Sunday. */
  weekday(number: number): string {
    return this.write(new Date(Date.UTC(2024, 0, number)).toISOString(), 'weekday', 'UTC'); // 1 January 2024 was a Monday
  }

  /** Made once: making one costs a hundred times what writing with it does. */
  #format(locale: string, form: DateForm, timeZone: string): Intl.DateTimeFormat {
    const name = `${locale} ${form} ${timeZone}`;
    let format = this.#formats.get(name);
    if (!format) {
      format = new Intl.DateTimeFormat(locale, { ...FORMS[form], timeZone });
      this.#formats.set(name, format);
    }
    return format;
  }
}

export const dates = new Dates();
