// Breaks the rules of graphql-transport-ws by the client of graphql-ws, and prints the code and
// the reason with which the server closes the socket each time, one JSON object a line.
//
//     node close_codes.js ws://ADDRESS/graphql TOKEN OTHER_TOKEN
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'

const [url, token, other] = process.argv.slice(2)
const bearer = (token) => ({ authorization: `Bearer ${token}` })
const query = 'subscription { ticks { cursor } }'
const subscribe = (id) => JSON.stringify({ type: 'subscribe', id, payload: { query } })
const sink = { next() {}, error() {}, complete() {} }

/** A client that connects at once, and what its socket is closed with. */
function connect(options) {
  let client
  const closed = new Promise((resolve) => {
    client = createClient({
      url,
      webSocketImpl: WebSocket,
      lazy: false,
      retryAttempts: 0,
      onNonLazyError() {},
      ...options,
      on: {
        ...options.on,
        closed: ({ code, reason }) => resolve({ code, reason: String(reason) }),
      },
    })
  })
  return { client, closed }
}

const print = (name, closed) => console.log(JSON.stringify({ name, ...closed }))

const breaches = {
  'a message that is none': {
    connectionParams: bearer(token),
    on: { connected: (socket) => socket.send('{}') },
  },
  'a type that is unknown': {
    connectionParams: bearer(token),
    on: { connected: (socket) => socket.send('{"type":"start","id":"1","payload":{}}') },
  },
  'an operation before the acknowledgement': {
    connectionParams: bearer(token),
    on: { opened: (socket) => socket.send(subscribe('1')) },
  },
  'a token that is invalid': { connectionParams: bearer('upb_x') },
  'credentials that are none': { connectionParams: { authorization: 'Basic YTpi' } },
  'another subprotocol': {
    webSocketImpl: class extends WebSocket {
      constructor(address) {
        super(address, 'graphql-ws')
      }
    },
  },
  'no initialisation': { connectionParams: () => new Promise(() => {}) },
  'no operation for too long': { connectionParams: bearer(token) },
  'a subscriber that exists': {
    connectionParams: bearer(token),
    on: {
      connected: (socket) => {
        socket.send(subscribe('1'))
        socket.send(subscribe('1'))
      },
    },
  },
  'a second initialisation': {
    connectionParams: bearer(token),
    on: { connected: (socket) => socket.send('{"type":"connection_init"}') },
  },
  'a message that is too long': {
    connectionParams: bearer(token),
    on: { connected: (socket) => socket.send(' '.repeat(256 * 1024 + 1)) },
  },
}
for (const [name, options] of Object.entries(breaches)) {
  print(name, await connect(options).closed)
}

// A caller may have two sockets here.
const held = await Promise.all(
  [0, 1].map(
    () =>
      new Promise((resolve) => {
        const { client, closed } = connect({
          connectionParams: bearer(token),
          on: { connected: () => resolve({ client, closed }) },
        })
        client.subscribe({ query }, sink)
      }),
  ),
)
print('too many sockets', await connect({ connectionParams: bearer(token) }).closed)
for (const { client, closed } of held) {
  client.dispose()
  await closed
}

// The session ends while a subscription is running.
const signOut = () =>
  fetch(url.replace('ws:', 'http:'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer(other) },
    body: JSON.stringify({ query: 'mutation { signOut }' }),
  })
print(
  'a session that ends',
  await connect({ connectionParams: bearer(other), on: { connected: signOut } }).closed,
)

// The server is stopped once this is printed.
const last = connect({
  connectionParams: bearer(token),
  on: { connected: () => console.log('ready') },
})
last.client.subscribe({ query }, sink)
print('a server that stops', await last.closed)
