import type { Attribution } from '../wire/bridges';
import { answerConsent, type Consent } from '../wire/carrying';
import type { Label } from '../wire/shapes';
import { t } from '../words/words.svelte';
import { Ask } from './ask.svelte';

/** What an author chooses for the new readers. */
class Choice {
  label = $state<Label>('amber');
  attribution = $state<Attribution | null>(null);
}

/** Answering questions of one list: what is chosen for each, and the no that is being asked for. */
export class Answering {
  readonly asking = new Ask(() => t('kit.offline'));
  refusing = $state.raw<Consent | null>(null);
  readonly #known = new Map<number, Choice>(); // asked for while drawing, so making one must not count as a change

  /** `onanswered` takes the answered question in, and says what was done. */
  constructor(readonly onanswered: (consent: Consent, said: string) => void) {}

  /** The choice for a question: at first the label that it has, and nobody shown. */
  of(consent: Consent): Choice {
    const known = this.#known.get(consent.consent);
    if (known) return known;
    const made = new Choice();
    made.label = consent.label;
    this.#known.set(consent.consent, made);
    return made;
  }

  ask(consent: Consent): void {
    this.asking.clear();
    this.refusing = consent;
  }

  async agree(consent: Consent): Promise<void> {
    const { label, attribution } = this.of(consent);
    const yes = { agree: true, hash: consent.hash };
    await this.#send(consent, consent.part === 'moderator' ? yes : { ...yes, label, attribution });
  }

  /** No; of what has gone out already, it is taken back. */
  async refuse(consent: Consent, reason: string): Promise<void> {
    await this.#send(consent, { agree: false, reason });
  }

  async #send(consent: Consent, answer: Parameters<typeof answerConsent>[1]): Promise<void> {
    const answered = await this.asking.run(() => answerConsent(consent.consent, answer));
    if (!answered) return;
    this.refusing = null;
    const said = answer.agree
      ? 'consent.did_agree'
      : consent.carried
        ? 'consent.did_take_back'
        : 'consent.did_refuse';
    this.onanswered({ ...answered, kind: 'consent' }, t(said));
  }
}
