// Upbeat with urql: lists websites, creates one, and follows its ticks by server-sent events.
//
//     UPBEAT_URL=http://127.0.0.1:8080 UPBEAT_TOKEN=… node index.js URL-TO-WATCH [TICKS]
import { setTimeout as pause } from 'node:timers/promises';
import { Client, cacheExchange, fetchExchange, gql } from '@urql/core';

const [target, ticks = Infinity] = process.argv.slice(2);

const client = new Client({
  url: `${process.env.UPBEAT_URL ?? 'http://127.0.0.1:8080'}/graphql`,
  exchanges: [cacheExchange, fetchExchange],
  preferGetMethod: false,
  fetchOptions: { headers: { authorization: `Bearer ${process.env.UPBEAT_TOKEN}` } },
  fetchSubscriptions: true,
});

const WEBSITES = gql`
  query Websites($after: String) {
    websites(first: 2, after: $after) {
      nodes { id name status }
      pageInfo { hasNextPage endCursor }
    }
  }
`;
const CREATE_WEBSITE = gql`
  mutation CreateWebsite($input: CreateWebsiteInput!) {
    createWebsite(input: $input) { id }
  }
`;
const TICKS = gql`
  subscription Ticks($id: ID!, $after: String) {
    ticks(websiteIds: [$id], after: $after) {
      cursor
      tick { slot region outcome responseTimeMs }
    }
  }
`;

const data = (result) => {
  if (result.error) throw result.error;
  return result.data;
};

/** All websites, page by page. */
async function* websites() {
  let page = { hasNextPage: true, endCursor: null };
  while (page.hasNextPage) {
    const { websites } = data(await client.query(WEBSITES, { after: page.endCursor }));
    yield* websites.nodes;
    page = websites.pageInfo;
  }
}

/** Gives `each` the ticks of a website until it returns false. */
async function follow(id, each) {
  for (let after = null; ; await pause(500)) {
    const goesOn = await new Promise((end, fail) => {
      const { unsubscribe } = client.subscription(TICKS, { id, after }).subscribe((result) => {
        // The connection was lost: another one goes on behind the last tick.
        if (result.error?.networkError) return end(true);
        if (result.error) return fail(result.error);
        if (!result.data) return end(true);
        after = result.data.ticks.cursor;
        if (each(result.data.ticks.tick)) return;
        unsubscribe();
        end(false);
      });
    });
    if (!goesOn) return;
  }
}

for await (const { name, status } of websites()) console.log(`website ${status} ${name}`);
const created = await client.mutation(CREATE_WEBSITE, { input: { url: target } });
const { id } = data(created).createWebsite;
console.log(`created ${id}`);
let seen = 0;
await follow(id, ({ slot, region, outcome, responseTimeMs }) => {
  console.log(`tick ${slot} ${region} ${outcome} ${responseTimeMs} ms`);
  seen += 1;
  return seen < ticks;
});
process.exit(0);
