import { expect, test } from 'vitest';

import { ledgerOf } from './ledger';

test('ledgers are added up, and those with gaps named, the worst first', () => {
  const website = (id: string, planned: number, missing: number) => ({
    id,
    name: id,
    uptime: { slots: { planned, recorded: planned - missing, unmeasured: 0, missing } },
  });
  const { total, gaps } = ledgerOf([website('a', 60, 0), website('b', 20, 1), website('c', 60, 5)]);
  expect(total).toEqual({ planned: 140, recorded: 134, unmeasured: 0, missing: 6 });
  expect(gaps.map(({ id }) => id)).toEqual(['c', 'b']);
});
