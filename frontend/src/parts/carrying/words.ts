import type { Carry, Consent } from '../../wire/carrying';
import { t } from '../../words/words.svelte';

/** Where a request stands, for whoever asked. */
export const stateOf = (carry: Carry): string => t(`carry.state_${carry.state}`);

/** What was answered, for whoever was asked. */
export const answerOf = (consent: Consent): string =>
  consent.carried && consent.answer === 'given'
    ? t(consent.unasked ? 'consent.unasked' : 'consent.carried')
    : t(`consent.answer_${consent.answer}`);
