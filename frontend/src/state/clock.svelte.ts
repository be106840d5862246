import { ApiError } from '../wire/api';
import { fetchSession, keepSession, type SessionLeft } from '../wire/account';

const WARN_S = 60;
const SOON_MS = 30_000; // asked again after this when the line is down

/** How long the session lasts. Warns a minute ahead; a person who has just done something is not asked. */
export class SessionClock {
  /** Seconds until the end, while the warning stands; null: all is well. */
  left = $state<number | null>(null);
  /** The end comes whatever one does: only signing in again helps. */
  isFinal = $state(false);
  #actedAt = 0; // milliseconds of Date.now
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly ask: () => Promise<SessionLeft> = fetchSession,
    readonly renew: () => Promise<SessionLeft> = keepSession,
  ) {}

  /** The person pressed a key or pointed at something. */
  acted(now: number = Date.now()): void {
    this.#actedAt = now;
  }

  start(): void {
    void this.check();
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#tick);
  }

  /** Ask how long is left; keep the session if somebody sits here, else warn or ask again in time. */
  async check(now: number = Date.now()): Promise<void> {
    try {
      const left = await this.ask();
      const isIdleNear = left.idle_in_seconds <= WARN_S && left.expires_in_seconds > WARN_S;
      if (isIdleNear && now - this.#actedAt < WARN_S * 5_000) await this.keep();
      else this.#learn(left);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status === 401) return; // the line has told that it is over
      this.#again(SOON_MS);
    }
  }

  /** Somebody sits here. */
  async keep(): Promise<void> {
    this.#learn(await this.renew());
  }

  #learn({ expires_in_seconds, idle_in_seconds }: SessionLeft): void {
    clearInterval(this.#tick);
    const least = Math.min(expires_in_seconds, idle_in_seconds);
    this.isFinal = expires_in_seconds <= WARN_S;
    if (least > WARN_S) {
      this.left = null;
      this.#again((least - WARN_S) * 1_000);
      return;
    }
    this.left = least;
    this.#tick = setInterval(() => (this.left = Math.max(0, (this.left ?? 0) - 1)), 1_000);
    this.#again(least * 1_000);
  }

  #again(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), Math.min(ms, 2 ** 31 - 1));
  }
}
