import type { Capability, Framework } from '../wire/documents';
import { fetchFrameworks } from '../wire/documents';

/** The frameworks, once they are here. Titles of frameworks are names and are not translated. */
class Frameworks {
  all = $state.raw<readonly Framework[]>([]);
  readonly #bySlug = $derived(
    new Map(
      this.all.flatMap((one) =>
        one.themes.flatMap((theme) => theme.capabilities.map((c) => [c.slug, c] as const)),
      ),
    ),
  );

  async load(): Promise<void> {
    if (!this.all.length) this.all = await fetchFrameworks();
  }

  capability(slug: string): Capability | undefined {
    return this.#bySlug.get(slug);
  }

  /** Its title, or the bare slug until the frameworks are here. */
  title(slug: string): string {
    return this.#bySlug.get(slug)?.title ?? slug;
  }
}

export const frameworks = new Frameworks();
