import { describe, expect, it } from 'vitest';

import { statesOf, summaryOf, versionsOf, type Operation, type Region } from './view';

const now = Date.parse('2026-11-30T12:00:00Z');

function region(name: string, region: Partial<Region> = {}): Region {
  return { name, silent: false, impaired: false, reason: null, ...region };
}

function operation(name: string, oldestAt: string | null, pending = 0): Operation {
  const nothing = { entries: 0, pending: 0, oldestAt: null };
  return {
    name,
    probers: ['a', 'b'].map((prober) => ({
      name: prober,
      version: prober === 'a' ? '0.10.0' : '0.9.0',
      alive: true,
      seenAt: '2026-11-30T12:00:00Z',
      impairment: null,
      running: 1,
      capacity: 1_000,
      waitingResults: 0,
    })),
    queue: {
      checks: { entries: oldestAt ? 1 : 0, pending, oldestAt },
      results: nothing,
      dead: nothing,
    },
  };
}

describe('the health of regions', () => {
  it('has the failing ones first, and says so in a sentence', () => {
    const silent = region('usa', { silent: true, reason: 'it has no living prober' });
    const states = statesOf([region('asia'), silent], [], now);
    expect(states.map(({ name }) => name)).toEqual(['usa', 'asia']);
    expect(states[0]?.problems).toEqual(['It has no living prober.']);
    expect(summaryOf(states)).toBe('Of 2 regions, usa is silent: nothing is checked from it.');
    expect(summaryOf(statesOf([region('a'), region('b')], [], now))).toBe('All 2 regions work.');
    expect(summaryOf([])).toMatch(/^No region/);
  });

  it('is in trouble where checks wait, but not where they run', () => {
    const old = '2026-11-30T11:59:00Z';
    const [waits] = statesOf([region('usa')], [operation('usa', old)], now);
    expect(waits?.condition).toBe('TROUBLED');
    expect(waits?.problems).toEqual(['Checks have waited for 1 min.']);
    const [runs] = statesOf([region('usa')], [operation('usa', old, 1)], now);
    expect(runs?.condition).toBe('FINE');
  });

  it('names the versions, the newest first', () => {
    const states = statesOf([region('usa')], [operation('usa', null)], now);
    expect(versionsOf(states)).toEqual([
      ['0.10.0', 1],
      ['0.9.0', 1],
    ]);
  });
});
