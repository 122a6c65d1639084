// A server of one's own.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Process } from './process';
import { openStores, type Stores, type StoresKind } from './stores';

const TARGET = process.env['CARGO_TARGET_DIR'] ?? join(import.meta.dirname, '../../target');

/** Where `upbeat` and `upbeat-prober` are. */
export const BINARIES = process.env['UPBEAT_BINARIES'] ?? join(TARGET, 'debug');

/** Loopback is where the websites of the tests are. */
const EGRESS = { UPBEAT_EGRESS_ALLOW: '127.0.0.0/8' };

/** Who operates the installation. */
export const OPERATOR = 'operator@example.org';

interface Options {
  /** Settings of the server. */
  env?: Record<string, string>;
  /** Settings of the prober of each region, where there are probers. */
  probers?: Record<string, Record<string, string>>;
  /** Called before it starts. */
  prepare?: (stores: Stores) => Promise<unknown>;
}

/** A running `upbeat serve`, and its probers where it does not check by itself. */
export class Upbeat {
  readonly #probers = new Map<string, Process>();
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

  static async start(kind: StoresKind, { env = {}, probers, prepare }: Options = {}) {
    const directory = await mkdtemp(join(tmpdir(), 'upbeat-'));
    const stores = await openStores(kind, directory);
    await prepare?.(stores);
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
      for (const [region, own] of Object.entries(probers ?? { local: {} })) {
        const prober = await upbeat.addProber(region, own);
        await Promise.race([
          // What was prepared may have told it of the region already.
          prepare ? prober.said(/Probing for region/) : server.said(heardOf(region)),
          // This is never said, but fails if it ends.
          prober.said(/^$/),
        ]);
      }
    }
    return upbeat;
  }

  private async addProber(region: string, env: Record<string, string>): Promise<Process> {
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
    this.#probers.set(region, prober);
    return prober;
  }

  /** The prober of a region. */
  prober(region: string): Process {
    const prober = this.#probers.get(region);
    if (!prober) {
      throw new Error(`there is no prober of ${region}`);
    }
    return prober;
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
    await Promise.all([this.process, ...this.#probers.values()].map((process) => process.kill()));
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

function heardOf(region: string): RegExp {
  return new RegExp(`Heard of region ${region} `);
}
