// What a server keeps its data in.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

import { Process } from './process';

/** With Redis, checks are made by probers; with SQLite, by the server itself. */
export type StoresKind = 'SQLite' | 'PostgreSQL and Redis';

export interface Stores {
  /** What tells a server, and those who check for it, of them. */
  env: Record<string, string>;
  isFleet: boolean;
  remove: () => Promise<void>;
}

const run = promisify(execFile);

/** Fresh ones, whose files are in `directory`. */
export async function openStores(kind: StoresKind, directory: string): Promise<Stores> {
  if (kind === 'SQLite') {
    return {
      env: { DATABASE_URL: `sqlite://${directory}/upbeat.db` },
      isFleet: false,
      remove: () => Promise.resolve(),
    };
  }
  const postgres = process.env['UPBEAT_TEST_POSTGRES_URL'];
  if (!postgres) {
    throw new Error('there is no PostgreSQL: run this under scripts/with-stores');
  }
  const database = `dashboard_${randomBytes(6).toString('hex')}`;
  const sql = (text: string) => run('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-c', text, postgres]);
  await sql(`CREATE DATABASE ${database}`);
  // A Redis of its own, since its channels are not kept apart by databases.
  const socket = `${directory}/redis.sock`;
  const command = ['redis-server', '--port', '0', '--unixsocket', socket, '--save', ''];
  const redis = new Process(command, directory, {});
  await redis.said(/ready to accept connections/i);
  return {
    env: {
      DATABASE_URL: postgres.replace('/postgres?', `/${database}?`),
      REDIS_URL: `redis+unix://${socket}`,
      UPBEAT_SECRET_KEY: randomBytes(32).toString('base64'),
    },
    isFleet: true,
    remove: async () => {
      await redis.kill();
      await sql(`DROP DATABASE ${database} WITH (FORCE)`);
    },
  };
}
