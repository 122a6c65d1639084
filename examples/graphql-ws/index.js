// Upbeat with fetch and graphql-ws: lists websites, creates one, and follows its ticks.
//
//     UPBEAT_URL=http://127.0.0.1:8080 UPBEAT_TOKEN=… node index.js URL-TO-WATCH [TICKS]
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const base = process.env.UPBEAT_URL ?? 'http://127.0.0.1:8080';
const authorization = `Bearer ${process.env.UPBEAT_TOKEN}`;
const [target, ticks = Infinity] = process.argv.slice(2);

async function ask(query, variables) {
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json',
      'content-type': 'application/json',
      authorization,
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(`${errors[0].message} (${errors[0].extensions.code})`);
  return data;
}

/** All websites, page by page. */
async function* websites() {
  const query = `query Websites($after: String) {
    websites(first: 2, after: $after) {
      nodes { id name status }
      pageInfo { hasNextPage endCursor }
    }
  }`;
  let page = { hasNextPage: true, endCursor: null };
  while (page.hasNextPage) {
    const { websites } = await ask(query, { after: page.endCursor });
    yield* websites.nodes;
    page = websites.pageInfo;
  }
}

async function createWebsite(url) {
  const query = `mutation CreateWebsite($input: CreateWebsiteInput!) {
    createWebsite(input: $input) { id }
  }`;
  return (await ask(query, { input: { url } })).createWebsite.id;
}

/** The ticks of a website. After a lost connection it goes on behind the last one. */
async function* follow(id) {
  const client = createClient({
    url: `${base.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryAttempts: 0,
  });
  const query = `subscription Ticks($id: ID!, $after: String) {
    ticks(websiteIds: [$id], after: $after) {
      cursor
      tick { slot region outcome responseTimeMs }
    }
  }`;
  for (let after = null; ; ) {
    try {
      for await (const { data, errors } of client.iterate({ query, variables: { id, after } })) {
        if (errors) throw new Error(errors[0].message);
        after = data.ticks.cursor;
        yield data.ticks.tick;
      }
    } catch (error) {
      // The connection was lost, or closed with a code. 4400 to 4499 mean that another attempt
      // is of no use.
      if (!('code' in error) || (error.code >= 4400 && error.code < 4500)) throw error;
    }
    await pause(500);
  }
}

for await (const { name, status } of websites()) console.log(`website ${status} ${name}`);
const id = await createWebsite(target);
console.log(`created ${id}`);
let seen = 0;
for await (const { slot, region, outcome, responseTimeMs } of follow(id)) {
  console.log(`tick ${slot} ${region} ${outcome} ${responseTimeMs} ms`);
  seen += 1;
  if (seen >= ticks) break;
}
process.exit(0);
