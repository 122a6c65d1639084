/** A change of many websites that goes on. */
export interface Progress {
  /** What is done, such as `Pausing`. */
  doing: string;
  done: number;
  total: number;
}

/** The websites that are selected, and the change of them that goes on, whatever page is shown. */
export class BulkStore {
  #selected: ReadonlySet<string> = new Set();
  #progress: Progress | null = null;
  readonly #listeners = new Set<() => void>();

  get selected(): ReadonlySet<string> {
    return this.#selected;
  }

  /** Null while nothing goes on. */
  get progress(): Progress | null {
    return this.#progress;
  }

  listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  select = (ids: Iterable<string>): void => {
    this.#selected = new Set(ids);
    this.#tell();
  };

  /** Selects websites that failed, in addition, and no longer those that are done. */
  settle(done: readonly string[], failed: readonly string[]): void {
    const selected = new Set(this.#selected);
    done.forEach((id) => selected.delete(id));
    failed.forEach((id) => selected.add(id));
    this.select(selected);
  }

  go(progress: Progress | null): void {
    this.#progress = progress;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
