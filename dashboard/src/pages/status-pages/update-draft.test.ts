import { expect, test } from 'vitest';

import { FIRST, nextUpdate, stateOf, updateInput } from './update-draft';

const LAST = {
  id: 'one',
  state: 'IDENTIFIED' as const,
  text: 'The cable',
  at: '2026-11-30T12:00:00Z',
  automatic: false,
  affected: [
    { componentId: 'shop', status: 'MAJOR_OUTAGE' as const },
    { componentId: 'gone', status: 'DEGRADED' as const },
  ],
};

test('the next update begins with what the last one said, of components that are still there', () => {
  expect(nextUpdate({ updates: [LAST] }, [{ id: 'shop' }])).toEqual({
    state: 'IDENTIFIED',
    text: '',
    affected: [{ componentId: 'shop', status: 'MAJOR_OUTAGE' }],
  });
  expect(nextUpdate({ updates: [] }, [])).toBe(FIRST);
});

test('what is over affects nothing any more', () => {
  const affected = [{ componentId: 'shop', status: 'DEGRADED' as const }];
  const written = { state: 'MONITORING' as const, text: 'Mended', affected };
  expect(updateInput(written)).toEqual(written);
  expect(updateInput({ ...written, state: 'RESOLVED' }).affected).toEqual([]);
});

test('an incident is as far as its last update', () => {
  expect(stateOf({ updates: [LAST] })).toBe('Identified');
  expect(stateOf({ updates: [] })).toBe('Nothing is written yet');
});
