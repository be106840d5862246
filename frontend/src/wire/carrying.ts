/** Carrying a post of a thread between groups on, with the consent of those whose words they are. */
import { get, post } from './api';
import type { CarryDraft, ConsentAnswer, ConsentShape, Origin } from './schema/types.gen';
import type { Carry, Consent } from './shapes';

export type { Origin } from './schema/types.gen';
export type { Carry, Consent } from './shapes';
export type NewCarry = Required<CarryDraft>;

export const askToCarry = (bridge: number, place: number, draft: NewCarry) =>
  post<Carry>(`/bridges/${bridge}/messages/${place}/carry`, draft);
export const answerConsent = (consent: number, answer: ConsentAnswer) =>
  post<Consent>(`/consents/${consent}`, answer);
/** What I am asked about my sealed posts: no stream tells it, so everybody's browser looks. */
export const fetchSealedConsents = async (): Promise<Consent[]> =>
  (await get<ConsentShape[]>('/consents/sealed')).map((one) => ({ ...one, kind: 'consent' }));
/** Where an excerpt was said, for those who sit there; of others nothing is told. */
export const fetchOrigin = (number: number) => get<Origin>(`/carried/${number}`);
