/** The only file that fetches. Every other one asks through `get`, `post`, `put`, `patch` or `upload`. */

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

async function ask<T>(method: string, path: string, body?: unknown, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  const isForm = body instanceof FormData;
  if (method !== 'GET') headers['X-CSRFToken'] = csrfToken();
  if (body !== undefined && !isForm) headers['Content-Type'] = 'application/json';
  let answer: Response;
  try {
    answer = await fetch(`/api${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      ...options,
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError(0, 'offline', '');
  }
  if (answer.status === 204) return undefined as T;
  const data: unknown = await answer.json().catch(() => null);
  if (answer.ok) return data as T;
  throw refusal(answer.status, data);
}

/** What the server said, or `http_<status>` where something in between answered without our shape. */
function refusal(status: number, data: unknown): ApiError {
  const told = (data ?? {}) as { code?: string; message?: string; facts?: Record<string, unknown> };
  return new ApiError(status, told.code ?? `http_${status}`, told.message ?? '', told.facts);
}

export const get = <T>(path: string, options?: Options) => ask<T>('GET', path, undefined, options);
export const post = <T>(path: string, body: unknown = {}, options?: Options) =>
  ask<T>('POST', path, body, options);
export const put = <T>(path: string, body: unknown, options?: Options) => ask<T>('PUT', path, body, options);
export const patch = <T>(path: string, body: unknown) => ask<T>('PATCH', path, body);
export const upload = <T>(path: string, form: FormData) => ask<T>('POST', path, form);

/** Sign out and show the operator's neutral address in place of this entry, without waiting for an answer. */
export function leaveQuickly(to: string): void {
  document.body.hidden = true;
  void fetch('/account/leave/', {
    method: 'POST',
    headers: { 'X-CSRFToken': csrfToken() },
    credentials: 'same-origin',
    keepalive: true, // goes out though the page is already gone
  }).catch(() => undefined);
  location.replace(to);
}
