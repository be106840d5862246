/** The only file that fetches. Every other one asks through `get`, `post`, `put` or `patch`; files go by uploads.ts. */

/** A "no" of the server, or of the network (`code` is then `offline`, `status` 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly facts: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** The person has stopped it: nothing to be told of. */
  get isStopped(): boolean {
    return this.code === 'stopped';
  }

  /** The line is down: the same request may succeed later. */
  get isOffline(): boolean {
    return this.code === 'offline';
  }
}

type Options = { signal?: AbortSignal; keepalive?: boolean };

/** The token of the cookie that Django set; `__Host-` where the site is served by TLS. */
export function csrfToken(cookies: string = document.cookie): string {
  const found = /(?:^|;\s*)(?:__Host-)?csrf=([^;]*)/.exec(cookies);
  return found ? decodeURIComponent(found[1] ?? '') : '';
}

export type Answer = { status: number; data: unknown };

/** One request and whatever came back; only a dropped connection is an error here. */
export async function exchange(
  method: string,
  url: string,
  body?: unknown,
  options: Options = {},
): Promise<Answer> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-CSRFToken'] = csrfToken();
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let answer: Response;
  try {
    answer = await fetch(url, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      ...options,
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError(0, 'offline', '');
  }
  const data: unknown = answer.status === 204 ? undefined : await answer.json().catch(() => null);
  return { status: answer.status, data };
}

async function ask<T>(method: string, path: string, body?: unknown, options: Options = {}): Promise<T> {
  return granted<T>(await exchange(method, `/api${path}`, body, options));
}

function granted<T>({ status, data }: Answer): T {
  if (status >= 200 && status < 300) return data as T;
  throw refusal(status, data);
}

/** What the server said, or `http_<status>` where something in between answered without our shape. */
export function refusal(status: number, data: unknown): ApiError {
  const told = (data ?? {}) as { code?: string; message?: string; facts?: Record<string, unknown> };
  return new ApiError(status, told.code ?? `http_${status}`, told.message ?? '', told.facts);
}

export const get = <T>(path: string, options?: Options) => ask<T>('GET', path, undefined, options);
export const post = <T>(path: string, body: unknown = {}, options?: Options) =>
  ask<T>('POST', path, body, options);
export const put = <T>(path: string, body: unknown, options?: Options) => ask<T>('PUT', path, body, options);
export const patch = <T>(path: string, body: unknown) => ask<T>('PATCH', path, body);
export const remove = <T>(path: string) => ask<T>('DELETE', path);

/** Sign out and show the operator's neutral address in place of this entry, without waiting for an answer. */
export function leaveQuickly(to: string): void {
  document.body.hidden = true;
  void fetch('/leave/', {
    method: 'POST',
    headers: { 'X-CSRFToken': csrfToken() },
    credentials: 'same-origin',
    redirect: 'manual',
    keepalive: true, // goes out though the page is already gone
  }).catch(() => undefined);
  location.replace(to);
}
