/** How long the line waits for what. Milliseconds, but for POLL_S. */
export const HELLO_MS = 4_000; // no hello by then: something on the way swallows sockets
export const PING_MS = 25_000;
export const PONG_MS = 10_000;
export const RETRY_SOCKET_MS = 60_000;
export const SOON_MS = 5_000; // closed at once: more likely a restart than a blocking network
export const POLL_S = 25;
const BACK_OFF_LEAST_MS = 500;
const BACK_OFF_MOST_MS = 30_000;

/** Why a socket closed. `silent` is our own. */
export const CLOSED = {
  signedOut: 4001,
  origin: 4003,
  slow: 4008,
  protocol: 4009,
  leaving: 4010,
  silent: -1,
} as const;

/** `ms` with up to a fifth more, or with up to `more` more. */
export function spread(ms: number, more: number = ms / 5): number {
  return Math.round(ms + Math.random() * more);
}

/** Doubles with each attempt, from half a second to half a minute; half of it is chance. */
export function backOff(attempt: number): number {
  const most = Math.min(BACK_OFF_MOST_MS, BACK_OFF_LEAST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(most / 2 + (Math.random() * most) / 2);
}
