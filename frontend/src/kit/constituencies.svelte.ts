import { type Key, t } from '../words/words.svelte';

/** A kind of organisation, as the alliance defines it. */
export type Constituency = { slug: string; name: string; mark: string };

/** Those that every alliance starts with have translated names; others are called what the data calls them. */
const KNOWN: Readonly<Record<string, { mark: string; name: Key }>> = {
  government: { mark: 'gov', name: 'constituency.government' },
  civil_society: { mark: 'cso', name: 'constituency.civil_society' },
  private_sector: { mark: 'prv', name: 'constituency.private_sector' },
  law_enforcement: { mark: 'lea', name: 'constituency.law_enforcement' },
  intergovernmental: { mark: 'igo', name: 'constituency.intergovernmental' },
  survivors: { mark: 'svc', name: 'constituency.survivors' },
  research: { mark: 'res', name: 'constituency.research' },
  secretariat: { mark: 'sec', name: 'constituency.secretariat' },
};

class Constituencies {
  #told = $state.raw<readonly Constituency[]>([]);

  get all(): readonly Constituency[] {
    return this.#told;
  }

  learn(all: readonly Constituency[]): void {
    this.#told = all;
  }

  /** The shape that stands for it: one of eight; the secretariat's for a stranger. */
  mark(slug: string): string {
    return this.#told.find((one) => one.slug === slug)?.mark ?? KNOWN[plain(slug)]?.mark ?? 'sec';
  }

  /** Its name, always in text beside the shape. */
  name(slug: string): string {
    const known = KNOWN[plain(slug)];
    if (known) return t(known.name);
    return this.#told.find((one) => one.slug === slug)?.name ?? slug;
  }
}

const plain = (slug: string) => slug.replaceAll('-', '_');

export const constituencies = new Constituencies();
