/** One's own account: allauth's headless API, and how long a session lasts. */
import { ApiError, exchange, get, post, put } from './api';
import type { DigestChoice, DigestShape } from './schema/types.gen';

export type { DigestShape as Digest } from './schema/types.gen';

const BASE = '/_allauth/browser/v1';

export type Factor =
  | { type: 'totp'; created_at: number; last_used_at: number | null }
  | {
      type: 'recovery_codes';
      created_at: number;
      last_used_at: number | null;
      total_code_count: number;
      unused_code_count: number;
      unused_codes?: string[];
    }
  | { type: 'webauthn'; id: number; name: string; created_at: number; last_used_at: number | null };
/** Times are seconds since 1970, UTC. */
export type SignIn = {
  id: number;
  user_agent: string;
  ip: string;
  created_at: number;
  is_current: boolean;
  last_seen_at?: number;
};
export type Address = { email: string; verified: boolean; primary: boolean };
/** A new app's secret, and its picture as SVG; it counts until another one is asked for. */
export type TotpOffer = { secret: string; svg: string };
export type SessionLeft = { expires_in_seconds: number; idle_in_seconds: number };

type Told = {
  data?: unknown;
  errors?: { message: string; code: string; param?: string }[];
  meta?: { is_authenticated?: boolean };
};

/** What allauth answered. Its demand to say again who one is comes as the code `reauthenticate`, with the ways open. */
async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const { status, data } = await exchange(method, `${BASE}/${path}`, body);
  const told = (data ?? {}) as Told;
  if (status === 200) return told.data as T;
  if (status === 401 && told.meta?.is_authenticated) {
    const flows = (told.data as { flows?: { id: string }[] } | undefined)?.flows ?? [];
    throw new ApiError(status, 'reauthenticate', '', { flows: flows.map((flow) => flow.id) });
  }
  const errors = told.errors ?? [];
  const fields = errors.map((error) => error.param).filter(Boolean);
  const sentence = errors.map((error) => error.message).join(' ');
  throw new ApiError(status, errors[0]?.code ?? `http_${status}`, sentence, { fields });
}

export const fetchFactors = () => ask<Factor[]>('GET', 'account/authenticators');
export const fetchTotp = () => post<TotpOffer>('/me/totp');
export const addTotp = (code: string) => ask<Factor>('POST', 'account/authenticators/totp', { code });
export const removeTotp = () => ask<unknown>('DELETE', 'account/authenticators/totp');
export const fetchCodes = () => ask<Factor>('GET', 'account/authenticators/recovery-codes');
export const renewCodes = () => ask<Factor>('POST', 'account/authenticators/recovery-codes');
export const passkeyOptions = () =>
  ask<{ creation_options: { publicKey: PublicKeyCredentialCreationOptionsJSON } }>(
    'GET',
    'account/authenticators/webauthn?passwordless',
  );
export const addPasskey = (name: string, credential: unknown) =>
  ask<Factor>('POST', 'account/authenticators/webauthn', { name, credential });
export const removePasskey = (id: number) =>
  ask<unknown>('DELETE', 'account/authenticators/webauthn', { authenticators: [id] });

export const fetchSignIns = () => ask<SignIn[]>('GET', 'auth/sessions');
export const endSignIns = (sessions: number[]) => ask<SignIn[]>('DELETE', 'auth/sessions', { sessions });
export const changePassword = (current_password: string, new_password: string) =>
  ask<unknown>('POST', 'account/password/change', { current_password, new_password });
export const fetchAddresses = () => ask<Address[]>('GET', 'account/email');
export const addAddress = (email: string) => ask<Address[]>('POST', 'account/email', { email });
export const sayPassword = (password: string) => ask<unknown>('POST', 'auth/reauthenticate', { password });
export const sayCode = (code: string) => ask<unknown>('POST', 'auth/2fa/reauthenticate', { code });

export const fetchSession = () => get<SessionLeft>('/session');
export const keepSession = () => post<SessionLeft>('/session/keep');

export const fetchDigest = () => get<DigestShape>('/me/digest');
export const chooseDigest = (choice: DigestChoice) => put<DigestShape>('/me/digest', choice);
