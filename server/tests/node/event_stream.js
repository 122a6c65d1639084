// GraphQL over server-sent events by its own client. Arguments: the URL, a token, and a
// website to watch. Prints what each operation gave, as JSON.
import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { createClient } from 'graphql-sse';

const [url, token, target] = process.argv.slice(2);
const headers = { authorization: `Bearer ${token}` };

const client = createClient({ url, headers, retryAttempts: 0 });
const all = async (request) => {
  const results = [];
  for await (const result of client.iterate(request)) results.push(result);
  return results;
};
const create = async () => {
  const query =
    'mutation($url: String!) { createWebsite(input: { url: $url, intervalSecs: 300 }) { id } }';
  const [result] = await all({ query, variables: { url: target } });
  return result.data.createWebsite.id;
};

const answers = {
  query: await all({ query: '{ viewer { email } }' }),
  invalid: await all({ query: '{ nothing }' }),
  refused: await all({ query: 'subscription { ticks(after: "nonsense") { cursor } }' }),
};

// A proxy that cuts its connections.
const { hostname, port } = new URL(url);
const open = new Set();
const proxy = createServer((inbound) => {
  const outbound = connect(port, hostname);
  inbound.pipe(outbound).pipe(inbound);
  for (const socket of [inbound, outbound]) {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => [inbound, outbound].forEach((it) => it.destroy()));
  }
});
await new Promise((listening) => proxy.listen(0, '127.0.0.1', listening));
const cut = () => {
  for (const socket of open) socket.destroy();
  open.clear();
};

// A client that connects again asks for what follows the last event.
const request = {
  query: 'subscription($after: String) { ticks(after: $after) { cursor website { id } } }',
  variables: { after: null },
};
let connections = 0;
const resuming = createClient({
  url: `http://127.0.0.1:${proxy.address().port}/graphql`,
  headers,
  retryAttempts: 5,
  retry: async () => {},
  on: { connected: () => (connections += 1) },
});
const heard = [];
const created = [await create()];
for await (const { data } of resuming.iterate(request)) {
  request.variables.after = data.ticks.cursor;
  heard.push(data.ticks.website.id);
  if (heard.length === 5) break;
  cut();
  created.push(await create());
}
assert.deepEqual(heard, created);

proxy.close();
cut();
console.log(JSON.stringify({ ...answers, connections }));
process.exit(0);
