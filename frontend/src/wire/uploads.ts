/** Files on their way in, part by part (tus 1.0). Nothing of them, not even where they are, is kept in the browser. */
import { DetailedError, Upload } from 'tus-js-client';

import { ApiError, csrfToken, get, refusal, remove } from './api';
import type { UploadPage, UploadShape as Unfinished } from './schema/types.gen';

export type { UploadShape as Unfinished } from './schema/types.gen';

const PART_BYTES = 1024 * 1024; // what a broken line can cost
// Between two tries; after the last one the person is asked to go on.
const PATIENCE_MS = [0, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000];

export const fetchUnfinished = () => get<Unfinished[]>('/uploads');
export const discardUpload = (id: number) => remove<undefined>(`/uploads/${id}`);

/** Whether a file that was chosen again holds what has come of an upload, part by part. */
export async function isSameFile(file: File, upload: Unfinished): Promise<boolean> {
  if (file.size !== upload.size || !('subtle' in crypto)) return false;
  const { parts } = await get<UploadPage>(`/uploads/${upload.id}`);
  for (const part of parts) {
    const bytes = new Uint8Array(await file.slice(part.start, part.start + part.size).arrayBuffer());
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (hex !== part.sha256) return false;
  }
  return true;
}

export type Told = {
  /** It has a number now, by which it can be gone on with. */
  onbegun: (id: number) => void;
  onprogress: (sent: number) => void;
  /** The line is broken; it is tried again. */
  onbroken: () => void;
  onwhole: () => void;
  /** A "no" of the server; or `offline`, when trying again has come to its end. */
  onrefused: (error: ApiError) => void;
};

/** One file on its way. */
export type Line = { goOn: () => void; stop: () => Promise<void> };

/** Send a file into a space; `id`: go on with an upload that was begun. It stands still until `goOn`. */
export function lineFor(space: number, file: File, id: number | null, told: Told): Line {
  const upload = new Upload(file, {
    endpoint: `/api/spaces/${space}/uploads`,
    uploadUrl: id === null ? null : `/api/uploads/${id}`,
    metadata: { filename: file.name },
    chunkSize: PART_BYTES,
    retryDelays: PATIENCE_MS,
    storeFingerprintForResuming: false,
    headers: { Accept: 'application/json' },
    onBeforeRequest: (request) => request.setHeader('X-CSRFToken', csrfToken()),
    onUploadUrlAvailable: () => told.onbegun(Number(upload.url?.split('/').at(-1))),
    onProgress: told.onprogress,
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      const isPassing = status === 0 || status === 409 || status === 429 || status >= 500;
      if (isPassing) told.onbroken();
      return isPassing;
    },
    onSuccess: told.onwhole,
    onError: (error) => told.onrefused(refusalOf(error)),
  });
  return { goOn: () => upload.start(), stop: () => upload.abort() };
}

function refusalOf(error: Error): ApiError {
  const answer = error instanceof DetailedError ? error.originalResponse : null;
  if (!answer) return new ApiError(0, 'offline', '');
  let data: unknown = null;
  try {
    data = JSON.parse(answer.getBody());
  } catch {
    // something in between answered, without our shape
  }
  return refusal(answer.getStatus(), data);
}
