import type { Address, Factor, SignIn, TotpOffer } from '../wire/account';
import * as wire from '../wire/account';
import { ApiError } from '../wire/api';

/** Who I am to the site: factors, passkeys, codes, sign-ins, addresses. */
export class AccountState {
  factors = $state.raw<readonly Factor[]>([]);
  signIns = $state.raw<readonly SignIn[]>([]);
  addresses = $state.raw<readonly Address[]>([]);
  offer = $state.raw<TotpOffer | null>(null);
  codes = $state.raw<readonly string[]>([]);
  isLoaded = $state(false);
  /** The site wants to know again who I am before it does what I asked. */
  wants = $state.raw<{ password: boolean; code: boolean } | null>(null);
  #resume: (() => Promise<unknown>) | null = null;

  readonly app = $derived(this.factors.find((one) => one.type === 'totp'));
  readonly passkeys = $derived(this.factors.filter((one) => one.type === 'webauthn'));
  readonly recovery = $derived(this.factors.find((one) => one.type === 'recovery_codes'));

  async load(): Promise<void> {
    const [factors, signIns, addresses] = await Promise.all([
      wire.fetchFactors(),
      wire.fetchSignIns(),
      wire.fetchAddresses(),
    ]);
    this.factors = factors;
    this.signIns = [...signIns].sort(
      (a, b) => Number(b.is_current) - Number(a.is_current) || b.created_at - a.created_at,
    );
    this.addresses = addresses;
    this.isLoaded = true;
  }

  /** Do `work`; if the site first wants to know who I am, do it again after `confirm`. True: it was done. */
  async guarded(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'reauthenticate') throw error;
      const flows = error.facts.flows as string[];
      this.wants = { password: flows.includes('reauthenticate'), code: flows.includes('mfa_reauthenticate') };
      this.#resume = work;
      return false;
    }
  }

  /** Say who I am by password or code, then go on with what waited. */
  async confirm({ password, code }: { password: string; code: string }): Promise<void> {
    await (password ? wire.sayPassword(password) : wire.sayCode(code));
    const work = this.#resume;
    this.dismiss();
    await work?.();
  }

  dismiss(): void {
    this.wants = null;
    this.#resume = null;
  }

  async offerApp(): Promise<void> {
    this.offer = await wire.fetchTotp();
  }

  async addApp(code: string): Promise<void> {
    await wire.addTotp(code);
    this.offer = null;
    await this.showCodes();
    await this.#learnFactors();
  }

  async removeApp(): Promise<void> {
    await wire.removeTotp();
    await this.#learnFactors();
  }

  /** The codes that still work; the site shows them to whoever has just said who they are. */
  async showCodes(): Promise<void> {
    this.#learnCodes(await wire.fetchCodes());
  }

  async renewCodes(): Promise<void> {
    this.#learnCodes(await wire.renewCodes());
    await this.#learnFactors();
  }

  /** Ask the browser for a new key and give its public half to the site. */
  async addPasskey(name: string): Promise<void> {
    const { creation_options } = await wire.passkeyOptions();
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(creation_options.publicKey);
    const made = await navigator.credentials.create({ publicKey }).catch(() => null);
    if (!(made instanceof PublicKeyCredential)) throw new ApiError(0, 'passkey_not_made', '');
    await wire.addPasskey(name, made.toJSON());
    await this.#learnFactors();
  }

  async removePasskey(id: number): Promise<void> {
    await wire.removePasskey(id);
    await this.#learnFactors();
  }

  async end(signIns: readonly SignIn[]): Promise<void> {
    const ended = new Set(signIns.map((one) => one.id));
    await wire.endSignIns([...ended]);
    this.signIns = this.signIns.filter((one) => !ended.has(one.id));
  }

  async addAddress(email: string): Promise<void> {
    this.addresses = await wire.addAddress(email);
  }

  #learnCodes(factor: Factor): void {
    this.codes = factor.type === 'recovery_codes' ? (factor.unused_codes ?? []) : [];
  }

  async #learnFactors(): Promise<void> {
    this.factors = await wire.fetchFactors();
  }
}
