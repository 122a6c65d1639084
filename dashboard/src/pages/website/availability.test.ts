import { describe, expect, it } from 'vitest';

import { checkBars, coverage, dayBars } from './availability';

describe('the bars of days', () => {
  it('say what the day was like, and tell unmeasured days from good ones', () => {
    const series = {
      from: '2026-11-11T00:00:00Z',
      stepSecs: 86_400,
      worst: ['UNMEASURED', 'DOWN', 'UP', 'UNMEASURED', 'PARTIAL'] as const,
      ratios: [null, 0.997, 1, null, 1],
      downSecs: [0, 180, 0, 0, 0],
    };
    const bars = dayBars({ ...series, worst: [...series.worst] }, Date.parse('2026-11-12T08:00Z'));
    expect(bars).toEqual([
      { status: 'PENDING', text: 'Nov 11: not watched yet' },
      { status: 'DOWN', text: 'Nov 12: down 3 min, uptime 99.70 %' },
      { status: 'UP', text: 'Nov 13: up' },
      { status: 'UNMEASURED', text: 'Nov 14: not measured' },
      { status: 'PARTIAL', text: 'Nov 15: partly down' },
    ]);
  });
});

describe('the bars of checks', () => {
  it('have no response time where the target was not reached', () => {
    const slots = ['2026-11-12T00:00:00Z', '2026-11-12T00:01:00Z'];
    const bars = checkBars(
      { slots, regions: ['eu', 'us'], outcomes: ['UP', 'DOWN'], responseTimesMs: [12, null] },
      0,
    );
    expect(bars.map(({ text }) => text.split(', ').slice(-2).join(', '))).toEqual([
      'eu: up, 12 ms',
      expect.stringMatching(/us: down$/),
    ]);
  });
});

describe('coverage', () => {
  it('is said beside each uptime', () => {
    expect(coverage(0.5, 0.999_999)).toBe('measured 99.99 % of the time');
    expect(coverage(1, 0.000_001)).toBe('measured under 0.01 % of the time');
    expect(coverage(null, 0)).toBe('nothing was measured');
  });
});
