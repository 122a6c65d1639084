import { expect, test, vi } from 'vitest';

import { pagesOf } from './pages';

const FIRST = { nodes: [1, 2], pageInfo: { hasNextPage: true, endCursor: 'a' } };
const PAGES = [
  FIRST,
  { nodes: [3], pageInfo: { hasNextPage: true, endCursor: 'b' } },
  { nodes: [4], pageInfo: { hasNextPage: false, endCursor: 'c' } },
];

/** Reads the page after a cursor. */
const reader = () =>
  vi.fn((after: string | null) => {
    const at = PAGES.findIndex(({ pageInfo }) => pageInfo.endCursor === after);
    return Promise.resolve(PAGES[at + 1] ?? FIRST);
  });

test('every page is read once, each after the one before', async () => {
  const read = reader();
  const found: number[] = [];
  for await (const { nodes } of pagesOf(read)) {
    found.push(...nodes);
  }
  expect(found).toEqual([1, 2, 3, 4]);
  expect(read.mock.calls).toEqual([[null], ['a'], ['b']]);
});

test('what nobody takes any more is not read', async () => {
  const read = reader();
  for await (const { nodes } of pagesOf(read)) {
    if (nodes.includes(3)) {
      break;
    }
  }
  expect(read).toHaveBeenCalledTimes(2);
});
