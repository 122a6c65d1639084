// Websites as a company has them, seen from three regions.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The address by which each region reaches the websites, and how far away it is, in milliseconds. */
export const REGIONS = {
  europe: { address: '127.0.0.1', away: 12 },
  india: { address: '127.0.0.2', away: 140 },
  usa: { address: '127.0.0.3', away: 85 },
} as const;

export interface Site {
  name: string;
  host: string;
  path?: string;
  tags: string[];
  /** How long an answer takes, in milliseconds. */
  takes: number;
  fails?: 'everywhere' | 'usa';
  isOld?: boolean;
}

/** What fails can be mended, and the other way round. */
export const SITES: Site[] = [
  { name: 'Shop', host: 'shop', tags: ['team:web', 'production'], takes: 60 },
  { name: 'Checkout', host: 'checkout', path: 'health', tags: ['team:payments'], takes: 45 },
  { name: 'Payments API', host: 'api', path: 'v2/payments', tags: ['team:payments'], takes: 90 },
  { name: 'Search', host: 'search', tags: ['team:web'], takes: 70, fails: 'usa' },
  {
    name: 'Warehouse API',
    host: 'warehouse',
    tags: ['team:stock'],
    takes: 30,
    fails: 'everywhere',
  },
  { name: 'Newsletter', host: 'news', tags: ['team:web'], takes: 900 },
  { name: 'Partner feed', host: 'feed', tags: ['team:stock'], takes: 40, isOld: true },
  { name: 'Blog', host: 'blog', tags: ['team:web'], takes: 55 },
  { name: 'Documentation', host: 'docs', tags: ['team:web'], takes: 25 },
  { name: 'Customer portal', host: 'my', tags: ['production'], takes: 110 },
  { name: 'Sign-in', host: 'id', path: 'healthz', tags: ['production'], takes: 35 },
  { name: 'Images', host: 'img', tags: ['production'], takes: 15 },
  { name: 'Support desk', host: 'help', tags: ['team:support'], takes: 130 },
  { name: 'Reports', host: 'reports', tags: ['team:stock'], takes: 210 },
  { name: 'Careers', host: 'jobs', tags: ['team:web'], takes: 65 },
  { name: 'Invoices', host: 'invoices', tags: ['team:payments'], takes: 95 },
  { name: 'Staging shop', host: 'staging', tags: ['staging'], takes: 80 },
  { name: 'Press', host: 'press', tags: ['team:web'], takes: 50 },
];

export const urlOf = ({ host, path = '' }: Site) => `https://${host}.acme.example/${path}`;

/** Serves the websites over TLS, at the address of each region. */
export class Sites {
  private constructor(
    private readonly servers: Server[],
    readonly port: number,
    /** The file with the certificate that signs theirs. */
    readonly authority: string,
  ) {}

  static async start(directory: string): Promise<Sites> {
    const authority = await makeAuthority(directory);
    const fresh = await certify(directory, 'fresh', 74);
    const old = await certify(directory, 'old', 9);
    const servers = Object.values(REGIONS).map(({ away, address }) =>
      createServer(
        {
          SNICallback: (name, done) => done(null, siteOf(name)?.isOld ? old : fresh),
        },
        (request, response) => {
          const site = siteOf(request.headers.host ?? '');
          const isFailing =
            site?.fails === 'everywhere' ||
            (site?.fails === 'usa' && address === REGIONS.usa.address);
          const takes = (site?.takes ?? 0) + away;
          setTimeout(
            () => {
              response.writeHead(isFailing ? 503 : 200, {
                'content-type': 'application/json',
                server: 'nginx/1.28.0',
                'x-request-id': '7f3c9a52',
              });
              response.end(isFailing ? FAILURE : '{"status":"ok","version":"2026.11.3"}');
            },
            takes * (0.9 + Math.random() * 0.2),
          );
        },
      ),
    );
    let port = 0;
    for (const [index, { address }] of Object.values(REGIONS).entries()) {
      const server = servers[index];
      await new Promise<void>((resolve) => server?.listen(port, address, resolve));
      port = (server?.address() as AddressInfo).port;
    }
    return new Sites(servers, port, authority);
  }

  stop(): void {
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}

const FAILURE = JSON.stringify(
  {
    status: 503,
    error: 'Service Unavailable',
    message: 'no healthy upstream: stock-db-2 refused the connection',
    trace: '4bf92f3577b34da6a3ce929d0e0e4736',
  },
  null,
  2,
);

function siteOf(name: string): Site | undefined {
  return SITES.find(({ host }) => name.startsWith(`${host}.`));
}

async function makeAuthority(directory: string): Promise<string> {
  const file = join(directory, 'authority.pem');
  const subject = '/C=DE/O=Example Trust Services/CN=Example Trust R3';
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '3650', '-subj', subject, '-out', file, '-keyout', `${file}.key`],
  ]);
  return file;
}

async function certify(directory: string, name: string, days: number): Promise<SecureContext> {
  const file = join(directory, name);
  const authority = join(directory, 'authority.pem');
  await run('openssl', [
    ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-subj', '/CN=acme.example', '-out', `${file}.csr`, '-keyout', `${file}.key`],
  ]);
  await writeFile(`${file}.ext`, 'subjectAltName=DNS:acme.example,DNS:*.acme.example');
  await run('openssl', [
    ...['x509', '-req', '-in', `${file}.csr`, '-CA', authority, '-CAkey', `${authority}.key`],
    ...['-CAcreateserial', '-days', String(days), '-extfile', `${file}.ext`, '-out', file],
  ]);
  return createSecureContext({
    cert: await readFile(file),
    key: await readFile(`${file}.key`),
  });
}
