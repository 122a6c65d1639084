import { pagesOf } from '../api/pages';
import { request } from '../api/request';
import type { WebsiteDayFragment } from '../api/generated/graphql';
import { WEBSITE_DAYS } from '../pages/websites/queries';

/** Websites read at once: what fits into the most that a document may cost. */
const AT_ONCE = 40;

/** How often the days are read anew, in milliseconds. */
const READ_EVERY_MS = 60_000;

/** What is known of the last day of each website: read in the background, page by page. */
export class DayStore {
  #days: ReadonlyMap<string, WebsiteDayFragment> = new Map();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #allListeners = new Set<() => void>();

  /** The days by id; another map whenever something was read. */
  get all(): ReadonlyMap<string, WebsiteDayFragment> {
    return this.#days;
  }

  day(id: string): WebsiteDayFragment | undefined {
    return this.#days.get(id);
  }

  listen(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) {
        this.#listeners.delete(id);
      }
    };
  }

  listenToAll = (listener: () => void): (() => void) => {
    this.#allListeners.add(listener);
    return () => this.#allListeners.delete(listener);
  };

  add(days: readonly WebsiteDayFragment[]): void {
    this.#days = new Map([...this.#days, ...days.map((day) => [day.id, day] as const)]);
    for (const { id } of days) {
      for (const listener of this.#listeners.get(id) ?? []) {
        listener();
      }
    }
    for (const listener of this.#allListeners) {
      listener();
    }
  }

  /** Reads the days once a minute, while somebody looks, until `signal` is aborted. */
  keep(organizationId: string, signal: AbortSignal): void {
    const read = () => {
      if (document.visibilityState === 'visible') {
        // What fails is read again a minute later, and the lamp says what is old.
        this.#readAll(organizationId, signal).catch(() => undefined);
      }
    };
    read();
    const clock = setInterval(read, READ_EVERY_MS);
    signal.addEventListener('abort', () => clearInterval(clock));
  }

  async #readAll(organizationId: string, signal: AbortSignal): Promise<void> {
    const pages = pagesOf(async (after) => {
      const variables = { organizationId, first: AT_ONCE, after };
      return (await request(WEBSITE_DAYS, variables, signal)).websites;
    });
    for await (const { nodes } of pages) {
      this.add(nodes);
    }
  }
}
