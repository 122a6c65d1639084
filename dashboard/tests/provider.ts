// An OpenID Connect provider of one's own: the npm package oidc-provider, on loopback.
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const DIRECTORY = join(import.meta.dirname, '../../server/tests/node');

/** A port of loopback that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    }),
  );
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class Provider {
  private constructor(
    private readonly child: ChildProcess,
    readonly issuer: string,
  ) {}

  /** Starts one that leads back to the server at `url`. */
  static async start(url: string): Promise<Provider> {
    const args = ['oidc-provider.js', `${url}/auth/oidc/callback`];
    // It ends with its standard input.
    const child = spawn('node', args, { cwd: DIRECTORY, stdio: ['pipe', 'pipe', 'inherit'] });
    for await (const issuer of createInterface({ input: child.stdout })) {
      return new Provider(child, issuer);
    }
    throw new Error('the provider does not start: `make test` installs it');
  }

  /** Settings of a server at `url` that signs people in by it. */
  settings(url: string): Record<string, string> {
    return {
      UPBEAT_PUBLIC_URL: url,
      UPBEAT_OIDC_ISSUER: this.issuer,
      UPBEAT_OIDC_NAME: 'Example',
      UPBEAT_OIDC_CLIENT_ID: 'upbeat',
      UPBEAT_OIDC_CLIENT_SECRET: 'the secret+of/the client',
      UPBEAT_OIDC_SCOPES: 'email groups',
    };
  }

  /** Whoever comes next is `sub`, with a verified address. */
  async person(sub: string, email: string): Promise<void> {
    const person = { sub, email, email_verified: true };
    await fetch(`${this.issuer}/test`, { method: 'POST', body: JSON.stringify({ person }) });
  }

  stop(): void {
    this.child.kill();
  }
}
