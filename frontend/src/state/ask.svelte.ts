import { ApiError } from '../wire/api';

/** One request at a time, with what the screen needs while it runs and when it is refused. Input stays where it is. */
export class Ask {
  busy = $state(false);
  /** The server's sentence; empty when the last request was granted. */
  problem = $state('');
  /** Its stable code, `offline` for a dropped connection; empty when granted. */
  code = $state('');
  /** Names of the fields that were not understood. */
  fields = $state.raw<readonly string[]>([]);
  facts = $state.raw<Readonly<Record<string, unknown>>>({});

  /** `offline` is said when the network, not the server, refused. */
  constructor(readonly offline: () => string) {}

  /** The answer of `work`, or undefined if it was refused. A second call while one runs does nothing. */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.clear();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.code = error.code;
      this.problem = error.isOffline ? this.offline() : error.isStopped ? '' : error.message || error.code;
      this.facts = error.facts;
      this.fields = Array.isArray(error.facts.fields) ? error.facts.fields.map(String) : [];
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  clear(): void {
    this.problem = '';
    this.code = '';
    this.fields = [];
    this.facts = {};
  }

  /** Whether the last request was granted. */
  get isFine(): boolean {
    return this.code === '';
  }
}
