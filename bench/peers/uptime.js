// Uptime over a rolling window: whole days from `uptime_day`, the edges from `status_change`.

import { rows } from './db.js'

const DAY_MS = 86_400_000
const DAYS = { DAY: 1, WEEK: 7, MONTH: 30, QUARTER: 90, YEAR: 365 }

// By the numbers in the tables.
const PARTS = [null, 'up', 'degraded', 'partial', 'down', null, null]
const PENDING = 0

const WHOLE_DAYS = `
SELECT w.key, made.days_to, d.*
FROM (SELECT LEAST(done_to, $3::int) AS days_to FROM compaction WHERE unit = 2) AS made
CROSS JOIN UNNEST($1::int[]) AS w (key)
CROSS JOIN LATERAL (
  SELECT COALESCE(SUM(up_ms), 0) AS up, COALESCE(SUM(degraded_ms), 0) AS degraded,
    COALESCE(SUM(partial_ms), 0) AS partial, COALESCE(SUM(down_ms), 0) AS down,
    COALESCE(SUM(maintenance_ms), 0) AS maintenance
  FROM uptime_day
  WHERE website_key = w.key AND region_key = 0 AND day >= $2 AND day < made.days_to) AS d`

// The status at the begin of each range, and the changes within it.
const CHANGES = `
SELECT w.key, r.from_ms, c.at_ms, c.status
FROM UNNEST($1::int[]) AS w (key)
CROSS JOIN UNNEST($2::bigint[], $3::bigint[]) AS r (from_ms, to_ms)
CROSS JOIN LATERAL (
  (SELECT at_ms, status FROM status_change
    WHERE website_key = w.key AND region_key = 0 AND at_ms <= r.from_ms
    ORDER BY at_ms DESC LIMIT 1)
  UNION ALL
  (SELECT at_ms, status FROM status_change
    WHERE website_key = w.key AND region_key = 0 AND at_ms > r.from_ms AND at_ms < r.to_ms
    ORDER BY at_ms)) AS c`

/** A loader: the uptime of each website. All fields of a document have one window. */
export async function uptimes (queries) {
  const keys = queries.map(({ obj }) => obj.key)
  const to = Date.now()
  const from = to - DAYS[queries[0].params.window] * DAY_MS
  const firstDay = Math.ceil(from / DAY_MS)
  const days = await rows('days', WHOLE_DAYS, [keys, firstDay, Math.floor(to / DAY_MS)])
  const endDay = Math.max(days[0]?.days_to ?? 0, firstDay)
  const edges = endDay > firstDay
    ? [[from, firstDay * DAY_MS], [endDay * DAY_MS, to]]
    : [[from, to]]
  const changes = await rows('changes', CHANGES,
    [keys, edges.map(([start]) => start), edges.map(([, end]) => end)])

  const tallies = new Map(keys.map((key) =>
    [key, { up: 0, degraded: 0, partial: 0, down: 0, maintenance: 0 }]))
  for (const { key, days_to: _, ...whole } of days) Object.assign(tallies.get(key), whole)
  const logs = new Map()
  for (const change of changes) {
    const name = `${change.key} ${change.from_ms}`
    const log = logs.get(name)
    if (log) log.push(change)
    else logs.set(name, [change])
  }
  for (const [key, tally] of tallies) {
    for (const [start, end] of edges) {
      add(tally, logs.get(`${key} ${start}`) ?? [], start, end)
    }
  }
  return keys.map((key) => uptime(tallies.get(key), to - from))
}

/** Adds the time from `start` to `end`, of which `log` has the changes, oldest first. */
function add (tally, log, start, end) {
  let status = PENDING
  let since = start
  for (const { at_ms: at, status: next } of log) {
    if (at > since) {
      if (PARTS[status]) tally[PARTS[status]] += at - since
      since = at
    }
    status = next
  }
  if (PARTS[status]) tally[PARTS[status]] += end - since
}

function uptime (tally, window) {
  const measured = tally.up + tally.degraded + tally.partial + tally.down
  return {
    ratio: measured > 0 ? (measured - tally.down) / measured : null,
    coverage: measured / window,
    downSecs: Math.round(tally.down / 1_000)
  }
}
