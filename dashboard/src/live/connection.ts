import { createClient, type Client } from 'graphql-ws';

/** Whether what is on screen moves: `stale` once nothing was heard for some seconds. */
export type Liveness = 'connecting' | 'live' | 'stale';

/** How often the socket asks the server for a sign of life, in milliseconds. */
const PING_EVERY_MS = 2_000;

/** After this silence, in milliseconds, what is on screen may be old. */
const SILENCE_MS = 4_500;

const LOOK_EVERY_MS = 250;

/** The pause before a new attempt, in milliseconds; it doubles up to the longest. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** A subscription that continues after the last event it has seen. */
interface Feed<TData> {
  query: string;
  variables: (after: string | null) => Record<string, unknown>;
  /** Takes an event, and returns its cursor. */
  take: (data: TData) => string;
  /** Called when it goes on without a cursor, so that events may be missing. */
  missed: () => void;
}

/** One socket to the API, and how alive it is. */
export class LiveConnection {
  readonly #client: Client;
  readonly #listeners = new Set<() => void>();
  #clock: ReturnType<typeof setInterval> | null = null;
  #liveness: Liveness = 'connecting';
  #heardAt = Date.now();

  constructor(url: string) {
    const heard = () => this.#heard();
    let operations = 0;
    this.#client = createClient({
      url,
      lazy: true,
      keepAlive: PING_EVERY_MS,
      // Each message repeats it.
      generateID: () => String((operations += 1)),
      // A retry of the library would repeat the first variables; `follow` continues by cursor.
      retryAttempts: 0,
      on: {
        connected: heard,
        message: heard,
        // What this end sends is no sign of life of the other.
        ping: (received) => {
          if (received) heard();
        },
        pong: (received) => {
          if (received) heard();
        },
      },
    });
  }

  /** How alive it is. */
  get liveness(): Liveness {
    return this.#liveness;
  }

  /** When something was heard last, in milliseconds of Unix time. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** Calls `listener` when the liveness changes, until the returned function is called. */
  listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes the events of a feed, over lost connections too, until `over` is aborted. */
  async follow<TData>(feed: Feed<TData>, over: AbortSignal): Promise<void> {
    let after: string | null = null;
    let pause = FIRST_PAUSE_MS;
    let isAgain = false;
    const stopListening = this.#client.on('connected', () => {
      if (isAgain && after === null) {
        feed.missed();
      }
    });
    while (!over.aborted) {
      const events = this.#client.iterate<TData>({
        query: feed.query,
        variables: feed.variables(after),
      });
      const stop = () => void events.return?.();
      over.addEventListener('abort', stop);
      try {
        for await (const event of events) {
          if (event.data) {
            after = feed.take(event.data);
            pause = FIRST_PAUSE_MS;
          }
        }
      } catch (error) {
        // Of a lost connection the lamp in the header tells; this goes on. A list of errors is the
        // server's answer: it does not have what follows this cursor any more.
        if (Array.isArray(error) && after !== null) {
          after = null;
          pause = FIRST_PAUSE_MS;
          feed.missed();
        }
      }
      isAgain = true;
      over.removeEventListener('abort', stop);
      await patience(pause * (0.5 + Math.random()), over);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
    stopListening();
  }

  /** Watches how alive it is, until the returned function is called, which closes the socket. */
  watch(): () => void {
    this.#heardAt = Date.now();
    this.#clock ??= setInterval(() => this.#look(), LOOK_EVERY_MS);
    return () => {
      if (this.#clock !== null) {
        clearInterval(this.#clock);
        this.#clock = null;
      }
      void this.#client.dispose();
    };
  }

  #heard(): void {
    this.#heardAt = Date.now();
    this.#become('live');
  }

  #look(): void {
    if (this.#liveness !== 'stale' && Date.now() - this.#heardAt > SILENCE_MS) {
      this.#become('stale');
      // A server that is frozen closes nothing.
      this.#client.terminate();
    }
  }

  #become(liveness: Liveness): void {
    if (liveness === this.#liveness) {
      return;
    }
    this.#liveness = liveness;
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

/** Waits, but not longer than until the network is back or `over` is aborted. */
function patience(ms: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      over.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
    over.addEventListener('abort', done);
  });
}
