// Upbeat's questions about websites, answered by fastify and mercurius from the same database
// as a Node engineer would: documents compiled, fields of many websites read together,
// statements prepared. It prints its address once it listens, and goes on until it is killed.

import Fastify from 'fastify'
import mercurius from 'mercurius'
import { caller, regions, rows } from './db.js'
import { uptimes } from './uptime.js'

// By the numbers in the tables.
const STATUSES = ['PENDING', 'UP', 'DEGRADED', 'PARTIAL', 'DOWN', 'UNMEASURED', 'PAUSED']
const OUTCOMES = ['UP', 'DEGRADED', 'DOWN', 'UNMEASURED']

const MOST_ROWS = 100
const DAY_MS = 86_400_000

const schema = `
scalar DateTime
enum WebsiteStatus { ${STATUSES.join(' ')} }
enum Outcome { ${OUTCOMES.join(' ')} }
enum Window { DAY WEEK MONTH QUARTER YEAR }

type Query {
  website(id: ID!): Website!
  websites(first: Int = 50, after: String): WebsiteConnection!
}
type PageInfo { hasNextPage: Boolean! endCursor: String }
type WebsiteConnection { pageInfo: PageInfo! edges: [WebsiteEdge!]! }
type WebsiteEdge { cursor: String! node: Website! }
type Website {
  id: ID!
  name: String!
  url: String!
  status: WebsiteStatus!
  lastTick: Tick
  ticks(first: Int = 50): TickConnection!
  uptime(window: Window = DAY): Uptime!
}
type TickConnection { edges: [TickEdge!]! }
type TickEdge { node: Tick! }
type Tick {
  slot: DateTime!
  outcome: Outcome!
  httpStatus: Int
  responseTimeMs: Float
  region: String!
}
type Uptime { ratio: Float coverage: Float! downSecs: Int! }
`

// The status and the place of the last tick are one row of the key away.
const COLUMNS = `w.key, w.id, w.name, w.url, w.interval_ms, s.status, s.last_region_key, s.last_slot_ms
FROM website AS w LEFT JOIN website_status AS s ON s.website_key = w.key
WHERE w.organization_id = $1 AND w.deleted_at IS NULL`

const PAGE = `SELECT ${COLUMNS} AND w.id > $2 ORDER BY w.id LIMIT $3`

const ONE = `SELECT ${COLUMNS} AND w.id = $2`

const MEASURED = 'outcome, http_status, dns_us, connect_us, tls_us, ttfb_us, transfer_us'

const LAST_TICKS = `
SELECT website_key, region_key, slot_ms, ${MEASURED}
FROM UNNEST($1::int[], $2::smallint[], $3::bigint[]) AS k (website_key, region_key, slot_ms)
JOIN tick AS t USING (website_key, region_key, slot_ms)
WHERE t.slot_ms BETWEEN $4 AND $5`

const TICKS = `
SELECT n.* FROM UNNEST($2::smallint[]) AS r (key) CROSS JOIN LATERAL (
  SELECT region_key, slot_ms, ${MEASURED} FROM tick
  WHERE website_key = $1 AND region_key = r.key AND slot_ms BETWEEN $3 AND $4
  ORDER BY slot_ms DESC LIMIT $5) AS n
ORDER BY slot_ms DESC, region_key LIMIT $5`

const NO_ID = '00000000-0000-0000-0000-000000000000'

const resolvers = {
  Query: {
    async website (_, { id }, { caller }) {
      const [row] = await rows('one', ONE, [organizationOf(caller), id])
      if (!row) throw new Error('there is no such website')
      return new Website(row)
    },
    async websites (_, { first, after }, { caller }) {
      if (first < 0 || first > MOST_ROWS) throw new Error('first must be 0 to 100')
      const last = after ? Buffer.from(after, 'base64url').toString('hex') : NO_ID
      const found = await rows('page', PAGE, [organizationOf(caller), last, first + 1])
      const edges = found.slice(0, first).map((row) => ({ cursor: cursor(row.id), node: new Website(row) }))
      return {
        pageInfo: { hasNextPage: found.length > first, endCursor: edges.at(-1)?.cursor ?? null },
        edges
      }
    }
  },
  Website: {
    async ticks ({ key, intervalMs }, { first }) {
      if (first < 0 || first > MOST_ROWS) throw new Error('first must be 0 to 100')
      const names = await regions()
      const to = Date.now() + DAY_MS
      // Where no tick is missing, they lie in twice the time that they take.
      const from = Date.now() - intervalMs * first * 2
      const read = (from) => rows('ticks', TICKS, [key, [...names.keys()], from, to, first])
      let found = await read(from)
      if (found.length < first) found = await read(0)
      return { edges: found.map((row) => ({ node: tick(row, names) })) }
    }
  }
}

// Their answers are not kept: within a request no website is asked twice.
const opts = { cache: false }

const loaders = {
  Website: {
    lastTick: { loader: lastTicks, opts },
    uptime: { loader: uptimes, opts }
  }
}

async function lastTicks (queries) {
  const checked = queries.map(({ obj }) => obj).filter(({ lastSlotMs }) => lastSlotMs !== null)
  if (checked.length === 0) return queries.map(() => null)
  const slots = checked.map(({ lastSlotMs }) => lastSlotMs)
  const [names, found] = await Promise.all([regions(), rows('last_ticks', LAST_TICKS, [
    checked.map(({ key }) => key),
    checked.map(({ lastRegionKey }) => lastRegionKey),
    slots,
    Math.min(...slots),
    Math.max(...slots)
  ])])
  const ticks = new Map(found.map((row) => [row.website_key, tick(row, names)]))
  return queries.map(({ obj }) => ticks.get(obj.key) ?? null)
}

function organizationOf (caller) {
  if (!caller) throw new Error('sign in first')
  return caller.organization
}

class Website {
  constructor (row) {
    this.key = row.key
    this.id = row.id
    this.name = row.name
    this.url = row.url
    this.intervalMs = row.interval_ms
    this.status = STATUSES[row.status ?? 0]
    this.lastRegionKey = row.last_region_key
    this.lastSlotMs = row.last_slot_ms
  }

  // Loaders tell two websites apart by their JSON: the shortest is the cheapest.
  toJSON () {
    return this.key
  }
}

function tick (row, names) {
  const { dns_us: dns, connect_us: connect, tls_us: tls, ttfb_us: ttfb, transfer_us: transfer } = row
  const isMeasured = (dns ?? connect ?? tls ?? ttfb ?? transfer) !== null
  return {
    slot: new Date(row.slot_ms).toISOString(),
    outcome: OUTCOMES[row.outcome],
    httpStatus: row.http_status,
    responseTimeMs: isMeasured ? (dns + connect + tls + ttfb + transfer) / 1_000 : null,
    region: names.get(row.region_key)
  }
}

function cursor (id) {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')
}

const app = Fastify()
app.register(mercurius, {
  schema,
  resolvers,
  loaders,
  jit: 1,
  context: async (request) => ({ caller: await caller(request) })
})
await app.listen({ host: '127.0.0.1', port: 0 })
console.log(`127.0.0.1:${app.server.address().port}`)
