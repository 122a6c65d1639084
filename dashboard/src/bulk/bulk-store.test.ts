import { expect, test } from 'vitest';

import { BulkStore } from './bulk-store';

test('what is done is selected no longer, and what failed is', () => {
  const bulk = new BulkStore();
  let told = 0;
  bulk.listen(() => (told += 1));
  bulk.select(['a', 'b', 'c']);
  bulk.settle(['a'], ['b', 'd']);
  expect([...bulk.selected]).toEqual(['b', 'c', 'd']);
  expect(told).toBe(2);
});
