// Upbeat with Apollo Client: lists websites, creates one, and follows its ticks. Documents of
// queries are sent once and then named by their hash.
//
//     UPBEAT_URL=http://127.0.0.1:8080 UPBEAT_TOKEN=… node index.js URL-TO-WATCH [TICKS]
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  HttpLink,
  InMemoryCache,
  gql,
} from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const base = process.env.UPBEAT_URL ?? 'http://127.0.0.1:8080';
const authorization = `Bearer ${process.env.UPBEAT_TOKEN}`;
const [target, ticks = Infinity] = process.argv.slice(2);

const http = ApolloLink.from([
  new PersistedQueryLink({
    sha256: (document) => createHash('sha256').update(document).digest('hex'),
    useGETForHashedQueries: true,
  }),
  new HttpLink({ uri: `${base}/graphql`, headers: { authorization } }),
]);
const socket = createClient({
  url: `${base.replace('http', 'ws')}/graphql`,
  webSocketImpl: WebSocket,
  connectionParams: { authorization },
  retryAttempts: 0,
});
const client = new ApolloClient({
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    http,
  ),
  cache: new InMemoryCache(),
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

/** All websites, page by page. */
async function* websites() {
  let page = { hasNextPage: true, endCursor: null };
  while (page.hasNextPage) {
    const { data } = await client.query({ query: WEBSITES, variables: { after: page.endCursor } });
    yield* data.websites.nodes;
    page = data.websites.pageInfo;
  }
}

/** Gives `each` the ticks of a website until it returns false. */
async function follow(id, each) {
  for (let after = null; ; await pause(500)) {
    const goesOn = await new Promise((end, fail) => {
      const results = client.subscribe({ query: TICKS, variables: { id, after } });
      const subscription = results.subscribe({
        next({ data, error }) {
          if (CombinedGraphQLErrors.is(error)) return fail(error);
          // The connection was lost: another one goes on behind the last tick.
          if (error) return end(true);
          after = data.ticks.cursor;
          if (each(data.ticks.tick)) return;
          subscription.unsubscribe();
          end(false);
        },
        error: () => end(true),
        complete: () => end(true),
      });
    });
    if (!goesOn) return;
  }
}

for await (const { name, status } of websites()) console.log(`website ${status} ${name}`);
const created = await client.mutate({
  mutation: CREATE_WEBSITE,
  variables: { input: { url: target } },
});
const { id } = created.data.createWebsite;
console.log(`created ${id}`);
let seen = 0;
await follow(id, ({ slot, region, outcome, responseTimeMs }) => {
  console.log(`tick ${slot} ${region} ${outcome} ${responseTimeMs} ms`);
  seen += 1;
  return seen < ticks;
});
process.exit(0);
