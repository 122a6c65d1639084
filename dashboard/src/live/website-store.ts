import type { WebsiteRowFragment, WebsiteStatus } from '../api/generated/graphql';

/** How often rows on screen are told of changes, in milliseconds. */
const TELL_ROWS_EVERY_MS = 100;

/** How often what sorts and counts is told, in milliseconds. */
const TELL_LIST_EVERY_MS = 500;

/** What is known of a website in a list. */
export type WebsiteRow = WebsiteRowFragment;

type LastTick = NonNullable<WebsiteRow['lastTick']>;

/**
 * The websites of an organization by id. Ticks change one row, and nobody else hears of them; the
 * list as a whole is told when something moved that orders or counts.
 */
export class WebsiteStore {
  #rows = new Map<string, WebsiteRow>();
  #list: readonly WebsiteRow[] = [];
  #isComplete = false;
  readonly #rowListeners = new Map<string, Set<() => void>>();
  readonly #listListeners = new Set<() => void>();
  readonly #changed = new Set<string>();
  /** Statuses that were told before their website was read. */
  readonly #early = new Map<string, WebsiteRow['status']>();
  /** How many changes of status were told, and which of them was the last of each website. */
  #told = 0;
  readonly #toldOf = new Map<string, number>();
  readonly #removed = new Set<string>();
  #hasMoved = false;
  #rowTimer: ReturnType<typeof setTimeout> | null = null;
  #listTimer: ReturnType<typeof setTimeout> | null = null;

  /** All rows, in order of creation; a new array whenever something moved. */
  get list(): readonly WebsiteRow[] {
    return this.#list;
  }

  /** Whether all websites have been read. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** What a reading that begins now can know: to be given to `add` with what was read. */
  get told(): number {
    return this.#told;
  }

  /** When a change of the website's status was told, counted from 1; 0 for never. */
  toldOf(id: string): number {
    return this.#toldOf.get(id) ?? 0;
  }

  row(id: string): WebsiteRow | undefined {
    return this.#rows.get(id);
  }

  listenToRow(id: string, listener: () => void): () => void {
    const listeners = this.#rowListeners.get(id) ?? new Set();
    this.#rowListeners.set(id, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) {
        this.#rowListeners.delete(id);
      }
    };
  }

  listenToList = (listener: () => void): (() => void) => {
    this.#listListeners.add(listener);
    return () => this.#listListeners.delete(listener);
  };

  /** Takes a page of websites as read; what subscriptions told since `told` is newer. */
  add(rows: readonly WebsiteRow[], isLast: boolean, told = this.#told): void {
    for (const row of rows) {
      // A reading that began before it was deleted.
      if (this.#removed.has(row.id)) {
        continue;
      }
      const known = this.#rows.get(row.id);
      const lastTick = newer(known?.lastTick ?? null, row.lastTick);
      const isNewer = (this.#toldOf.get(row.id) ?? 0) > told;
      const status = this.#early.get(row.id) ?? (isNewer ? known?.status : null) ?? row.status;
      this.#rows.set(row.id, { ...row, status, lastTick });
      this.#early.delete(row.id);
      this.#changed.add(row.id);
    }
    this.#isComplete ||= isLast;
    this.#hasMoved = true;
    this.#tellRows();
    this.#tellList();
  }

  /** Forgets a website. */
  remove(id: string): void {
    if (this.#rows.delete(id)) {
      this.#removed.add(id);
      this.#move(id);
    }
  }

  /** Whether the website was there and was deleted. */
  wasRemoved(id: string): boolean {
    return this.#removed.has(id);
  }

  /** Takes a tick; whether its website is known. */
  tick(id: string, tick: LastTick): boolean {
    const row = this.#rows.get(id);
    if (!row) {
      return false;
    }
    const lastTick = newer(row.lastTick, tick);
    this.#rows.set(id, { ...row, lastTick });
    this.#touch(id);
    return true;
  }

  /** Takes a change of status; whether its website is known. */
  change(id: string, status: WebsiteStatus): boolean {
    const row = this.#rows.get(id);
    this.#told += 1;
    this.#toldOf.set(id, this.#told);
    if (!row) {
      this.#early.set(id, status);
      return false;
    }
    if (row.status !== status) {
      this.#rows.set(id, { ...row, status });
      this.#move(id);
    }
    return true;
  }

  /**
   * Takes the status in the answer to a change that was asked for at `told`. What subscriptions
   * told of the website since is newer: a first check may be over before the answer is there.
   */
  answer(id: string, status: WebsiteStatus, told: number): void {
    if (this.toldOf(id) <= told) {
      this.change(id, status);
    }
  }

  /** Tells what waited while nobody looked. */
  catchUp(): void {
    this.#tellRows();
    this.#tellList();
  }

  #touch(id: string): void {
    this.#changed.add(id);
    if (isHidden()) {
      return;
    }
    this.#rowTimer ??= setTimeout(() => this.#tellRows(), TELL_ROWS_EVERY_MS);
  }

  #move(id: string): void {
    this.#touch(id);
    this.#hasMoved = true;
    if (isHidden()) {
      return;
    }
    this.#listTimer ??= setTimeout(() => this.#tellList(), TELL_LIST_EVERY_MS);
  }

  #tellRows(): void {
    if (this.#rowTimer !== null) {
      clearTimeout(this.#rowTimer);
      this.#rowTimer = null;
    }
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const id of changed) {
      for (const listener of this.#rowListeners.get(id) ?? []) {
        listener();
      }
    }
  }

  #tellList(): void {
    if (this.#listTimer !== null) {
      clearTimeout(this.#listTimer);
      this.#listTimer = null;
    }
    if (!this.#hasMoved) {
      return;
    }
    this.#hasMoved = false;
    this.#list = [...this.#rows.values()];
    for (const listener of this.#listListeners) {
      listener();
    }
  }
}

function newer(
  known: WebsiteRow['lastTick'],
  read: WebsiteRow['lastTick'],
): WebsiteRow['lastTick'] {
  if (!known || !read) {
    return known ?? read;
  }
  return Date.parse(read.checkedAt) >= Date.parse(known.checkedAt) ? read : known;
}

/** A tab in the background is told nothing until somebody looks again. */
function isHidden(): boolean {
  return document.visibilityState === 'hidden';
}
