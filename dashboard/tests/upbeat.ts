// A server of one's own.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Process } from './process';
import { openStores, type Stores, type StoresKind } from './stores';

/** Where `upbeat` and `upbeat-prober` are. */
const BINARIES =
  process.env['UPBEAT_BINARIES'] ??
  join(process.env['CARGO_TARGET_DIR'] ?? join(import.meta.dirname, '../../target'), 'debug');

/** Loopback is where the websites of the tests are. */
const EGRESS = { UPBEAT_EGRESS_ALLOW: '127.0.0.0/8' };

/** Who operates the installation. */
export const OPERATOR = 'operator@example.org';

/** A running `upbeat serve`, and its probers where it does not check by itself. */
export class Upbeat {
  readonly #probers: Process[] = [];
  /** Where browsers find it. */
  url: string;

  private constructor(
    private readonly address: string,
    readonly process: Process,
    readonly stores: Stores,
    private readonly directory: string,
  ) {
    this.url = address;
  }

  static async start(kind: StoresKind, env: Record<string, string> = {}): Promise<Upbeat> {
    const directory = await mkdtemp(join(tmpdir(), 'upbeat-'));
    const stores = await openStores(kind, directory);
    const server = new Process([join(BINARIES, 'upbeat'), 'serve'], directory, {
      ...stores.env,
      ...EGRESS,
      UPBEAT_LISTEN: '127.0.0.1:0',
      UPBEAT_OPERATORS: OPERATOR,
      ...env,
    });
    const address = await server.said(/listens on (http:\S+)/);
    const upbeat = new Upbeat(address, server, stores, directory);
    if (stores.isFleet) {
      // By the name that the region has where the server checks by itself.
      await upbeat.addProber('local', env);
    }
    return upbeat;
  }

  /** Starts a prober, and waits until its region is known. */
  async addProber(region: string, env: Record<string, string> = {}): Promise<void> {
    const upbeat = join(BINARIES, 'upbeat');
    const key = await promisify(execFile)(upbeat, ['region-key', region], {
      cwd: this.directory,
      env: { ...this.stores.env },
    });
    const command = [join(BINARIES, 'upbeat-prober'), '--region', region];
    const prober = new Process(command, this.directory, {
      ...EGRESS,
      ...env,
      REDIS_URL: this.stores.env['REDIS_URL'] ?? '',
      UPBEAT_REGION_KEY: key.stdout.trim(),
    });
    this.#probers.push(prober);
    await Promise.race([
      this.process.said(new RegExp(`Heard of region ${region} `)),
      prober.said(/^$/), // Never: fails if it ends.
    ]);
  }

  /** Stops the process without ending it, as a frozen machine does. */
  freeze(): void {
    this.process.signal('SIGSTOP');
  }

  thaw(): void {
    this.process.signal('SIGCONT');
  }

  async stop(): Promise<void> {
    this.thaw();
    await Promise.all([this.process, ...this.#probers].map((process) => process.kill()));
    await this.stores.remove();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Asks the API as whoever has the token. */
  async ask<T>(query: string, variables: object = {}, token?: string): Promise<T> {
    const response = await fetch(`${this.address}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json()) as { data?: T; errors?: unknown };
    if (!answer.data || answer.errors) {
      throw new Error(JSON.stringify(answer));
    }
    return answer.data;
  }
}
