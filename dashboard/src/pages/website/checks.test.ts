import { describe, expect, it } from 'vitest';

import { checkKey, shownChecks, waterfall, type CheckEdge } from './checks';

const none = { dnsMs: null, connectMs: null, tlsMs: null, ttfbMs: null, transferMs: null };

function edge(cursor: string, outcome: 'UP' | 'DOWN'): CheckEdge {
  return {
    cursor,
    node: {
      slot: '2026-11-30T00:00:00.000+00:00',
      askedBy: 'SCHEDULE',
      checkedAt: '2026-11-30T00:00:01Z',
      outcome,
      httpStatus: null,
      responseTimeMs: null,
      attempts: 1,
      region: 'eu',
      phases: null,
      failure: null,
    },
  };
}

describe('a waterfall', () => {
  it('has the phases of all requests on one scale', () => {
    const { falls, totalMs } = waterfall([
      { ...none, connectMs: 1, ttfbMs: 4 },
      { ...none, ttfbMs: 5 },
    ]);
    expect(totalMs).toBe(10);
    expect(falls.map((hop) => hop.map(({ phase, startMs, ms }) => [phase, startMs, ms]))).toEqual([
      [
        ['connect', 0, 1],
        ['ttfb', 1, 4],
      ],
      [['ttfb', 5, 5]],
    ]);
  });

  it('has nothing where nothing was measured', () => {
    expect(waterfall([none])).toEqual({ falls: [[]], totalMs: 0 });
  });
});

describe('the list of checks', () => {
  it('is found again by what stands before a check, whatever is shown', () => {
    const edges = [edge('a', 'UP'), edge('b', 'DOWN'), edge('c', 'UP'), edge('d', 'DOWN')];
    expect(shownChecks(edges, true, 5).map(({ after }) => after)).toEqual(['a', 'c']);
    expect(shownChecks(edges, false, 2).map(({ after }) => after)).toEqual([null, 'a']);
  });

  it('names a check in the address, however its time is written', () => {
    expect(checkKey(edge('a', 'UP').node)).toBe('2026-11-30T00:00:00.000Z~eu');
  });
});
