// The database that Upbeat serves: a pool, statements prepared once for each connection, and
// the session of a request.

import { createHash } from 'node:crypto'
import pg from 'pg'

// Milliseconds of Unix time and sums of them are exact as numbers.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })

/** The rows of a prepared statement. */
export async function rows (name, text, values) {
  const result = await pool.query({ name, text, values })
  return result.rows
}

const CALLER = `
SELECT m.organization_id AS organization
FROM session AS s
JOIN organization AS o ON o.personal_of = s.user_id
JOIN member AS m ON m.organization_id = o.id AND m.user_id = s.user_id
WHERE s.token_hash = $1 AND s.expires_at > now()`

/** Who asks, by the bearer token of the request; null for a stranger. */
export async function caller (request) {
  const token = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (!token) return null
  const hash = createHash('sha256').update(token).digest()
  const [found] = await rows('caller', CALLER, [hash])
  return found ?? null
}

let names

/** The names of all regions by key; regions are never renamed. */
export async function regions () {
  names ??= new Map((await rows('regions', 'SELECT key, name FROM region', []))
    .map(({ key, name }) => [key, name]))
  return names
}
