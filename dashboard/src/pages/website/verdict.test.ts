import { describe, expect, it } from 'vitest';

import type { WebsiteStatus } from '../../api/generated/graphql';
import { overdue, regionRows, verdictOf, type Overview } from './verdict';

const SINCE = '2026-11-30T14:02:07Z';

function overview(status: WebsiteStatus, regions: Record<string, WebsiteStatus>): Overview {
  return {
    id: 'a',
    name: 'Shop',
    url: 'https://shop.example/',
    status,
    intervalSecs: 60,
    quorum: 'majority',
    createdAt: '2026-11-01T00:00:00Z',
    inMaintenance: false,
    tags: [],
    regionStatuses: Object.entries(regions).map(([region, status]) => ({ region, status })),
    ticks: {
      nodes: Object.entries(regions).map(([region, status], index) => ({
        region,
        outcome: status === 'DOWN' ? 'DOWN' : 'UP',
        checkedAt: new Date(index * 1_000).toISOString(),
        httpStatus: null,
        responseTimeMs: null,
        failure: status === 'DOWN' ? { reason: `refused in ${region}` } : null,
      })),
    },
    changes: { nodes: [{ status, from: SINCE }] },
  };
}

describe('the verdict', () => {
  it('says since when, how many regions, and why', () => {
    const down = overview('DOWN', { eu: 'DOWN', us: 'DOWN', asia: 'UP' });
    expect(verdictOf('DOWN', down)).toEqual({
      state: 'Down',
      since: Date.parse(SINCE),
      because: '2 of 3 regions, refused in us',
    });
  });

  it('says why a website is partly down, and what is missing for more', () => {
    const partial = overview('PARTIAL', { eu: 'DOWN', us: 'UP', asia: 'UP' });
    expect(verdictOf('PARTIAL', partial).because).toBe(
      '1 of 3 regions, fewer than the quorum (majority), refused in eu',
    );
  });

  it('claims nothing that was read for another status', () => {
    const up = overview('UP', { eu: 'UP' });
    expect(verdictOf('UP', up).because).toBe('as seen from 1 region');
    expect(verdictOf('DOWN', up)).toEqual({ state: 'Down', since: null, because: '' });
  });

  it('cuts a reason that is no sentence', () => {
    const down = overview('DOWN', { ['x'.repeat(10_000)]: 'DOWN' });
    expect(verdictOf('DOWN', down).because.length).toBeLessThan(300);
  });
});

describe('the regions of a website', () => {
  it('have their newest tick, or none', () => {
    const one = overview('UP', { eu: 'UP', us: 'UP' });
    const [tick] = one.ticks.nodes;
    one.ticks.nodes = tick ? [tick, { ...tick, checkedAt: '2026-11-30T00:00:00Z' }] : [];
    const [eu, us] = regionRows(one);
    expect(eu?.tick?.checkedAt).toBe('2026-11-30T00:00:00Z');
    expect(us?.tick).toBeNull();
  });
});

describe('a last check', () => {
  it('is overdue after twice the interval, and never while paused', () => {
    expect(overdue('UP', 0, 60, 120_000)).toBeNull();
    expect(overdue('UP', 0, 60, 120_001)).toBe(120_001);
    expect(overdue('PAUSED', 0, 60, 999_999)).toBeNull();
    expect(overdue('PENDING', null, 60, 999_999)).toBeNull();
  });
});
