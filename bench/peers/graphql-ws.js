// Live ticks, as a Node engineer would deliver them: graphql-ws on ws, one publisher in the
// process, an iterator for each subscription. The ticks are made here, evenly: nothing is
// checked, stored or read. It prints its address once it listens, and goes on until it is
// killed.

import { randomUUID } from 'node:crypto'
import { buildSchema } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'

const WEBSITES = Number(process.env.WEBSITES ?? 100)
const INTERVAL_MS = 10_000
const OUTCOMES = ['UP', 'DEGRADED', 'DOWN', 'UNMEASURED']

const schema = buildSchema(`
scalar DateTime
enum Outcome { ${OUTCOMES.join(' ')} }

type Query { ok: Boolean! }
type Subscription { ticks: TickEvent! }
type TickEvent { cursor: String! website: Website! tick: Tick! }
type Website { id: ID! name: String! url: String! }
type Tick {
  slot: DateTime!
  checkedAt: DateTime!
  outcome: Outcome!
  httpStatus: Int
  responseTimeMs: Float
  region: String!
}
`)

/** The events of one subscription, as they come. */
class Events {
  #ready = []
  #wanted = []

  push (event) {
    const resolve = this.#wanted.shift()
    if (resolve) resolve({ value: event, done: false })
    else this.#ready.push(event)
  }

  next () {
    if (this.#ready.length > 0) {
      return Promise.resolve({ value: this.#ready.shift(), done: false })
    }
    return new Promise((resolve) => this.#wanted.push(resolve))
  }

  return () {
    subscribers.delete(this)
    for (const resolve of this.#wanted) resolve({ value: undefined, done: true })
    return Promise.resolve({ value: undefined, done: true })
  }

  [Symbol.asyncIterator] () {
    return this
  }
}

const subscribers = new Set()

function ticks () {
  const events = new Events()
  subscribers.add(events)
  return events
}

const websites = Array.from({ length: WEBSITES }, (_, n) => ({
  id: randomUUID(),
  name: `127.0.0.1:${40_000 + n}`,
  url: `http://127.0.0.1:40000/${n}`
}))

// As Upbeat writes it, so that messages have one length.
function instant (date) {
  return date.toISOString().replace('Z', '+00:00')
}

function publish (n, slotMs) {
  // When it is published is when it was checked: nothing lies between.
  const checkedAt = new Date()
  const ticks = {
    cursor: Buffer.from(`${slotMs} ${String(n).padStart(6)}`).toString('base64url'),
    website: websites[n],
    tick: {
      slot: instant(new Date(slotMs)),
      checkedAt: instant(checkedAt),
      outcome: 'UP',
      httpStatus: 200,
      responseTimeMs: 1.234,
      region: 'one'
    }
  }
  for (const events of subscribers) events.push({ ticks })
}

/** Publishes the tick number `n` in its time, and then the next one. */
function go (n) {
  const slotMs = start + Math.round(n * INTERVAL_MS / WEBSITES)
  setTimeout(() => {
    publish(n % WEBSITES, slotMs)
    go(n + 1)
  }, slotMs - Date.now())
}

const start = Date.now()
if (WEBSITES > 0) go(1)

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/graphql', backlog: 4_096 })
useServer({ schema, roots: { subscription: { ticks } } }, server)
server.on('listening', () => console.log(`127.0.0.1:${server.address().port}`))
