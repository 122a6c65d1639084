import { createClient, type Client } from 'graphql-ws';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { LiveConnection } from './connection';

vi.mock('graphql-ws', { spy: true });
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** One subscription: what it tells, and what it ends with. */
interface Told {
  cursors: string[];
  endsWith: unknown;
}

/** Follows a feed that is told so, one subscription after the other; returns what was asked. */
async function follow(subscriptions: Told[]) {
  const over = new AbortController();
  const asked: unknown[] = [];
  const missed = vi.fn();
  let tellConnected = () => {};
  vi.mocked(createClient).mockReturnValue({
    on: (_: string, listener: () => void) => {
      tellConnected = listener;
      return () => {};
    },
    // eslint-disable-next-line @typescript-eslint/require-await
    iterate: async function* ({ variables }: { variables: { after: unknown } }) {
      asked.push(variables.after);
      tellConnected();
      const told = subscriptions.shift();
      if (!told) {
        over.abort();
        return;
      }
      for (const cursor of told.cursors) {
        yield { data: { cursor } };
      }
      throw told.endsWith;
    },
  } as unknown as Client);
  const connection = new LiveConnection('ws://upbeat.test/graphql');
  const following = connection.follow<{ cursor: string }>(
    {
      query: '',
      variables: (after) => ({ after }),
      take: ({ cursor }) => cursor,
      missed,
    },
    over.signal,
  );
  await vi.advanceTimersByTimeAsync(60_000);
  await following;
  return { asked, missed };
}

const LOST = new Event('close');

test('a lost connection continues after the last cursor, and nothing is missed', async () => {
  const { asked, missed } = await follow([
    { cursors: ['a', 'b'], endsWith: LOST },
    { cursors: [], endsWith: LOST },
    { cursors: ['c'], endsWith: LOST },
  ]);
  expect(asked).toEqual([null, 'b', 'b', 'c']);
  expect(missed).not.toHaveBeenCalled();
});

test('without a cursor it begins anew, and may have missed something', async () => {
  const { asked, missed } = await follow([{ cursors: [], endsWith: LOST }]);
  expect(asked).toEqual([null, null]);
  expect(missed).toHaveBeenCalledTimes(1);
});

test('a cursor that the server does not have any more is given up', async () => {
  const refusal = [{ message: 'after is older than the 24 hours that the feed is kept' }];
  const { asked, missed } = await follow([
    { cursors: ['a'], endsWith: LOST },
    { cursors: [], endsWith: refusal },
    { cursors: ['b'], endsWith: LOST },
  ]);
  expect(asked).toEqual([null, 'a', null, 'b']);
  // When it was refused, and nothing more once there is a cursor again.
  expect(missed).toHaveBeenCalled();
});
