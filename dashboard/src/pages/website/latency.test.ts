import { describe, expect, it } from 'vitest';

import {
  columnsOf,
  latencyViewOf,
  outagesOf,
  segmentsOf,
  startOf,
  variablesOf,
  withLatencyView,
  type LatencySeries,
} from './latency';

describe('the view of the chart', () => {
  it('is in the address, beside what else is there', () => {
    const address =
      'check=1&range=week&from=2026-11-12T00%3A00%3A00.000Z&to=2026-11-13T00%3A00%3A00.000Z' +
      '&region=eu&show=phases';
    const params = new URLSearchParams(address);
    expect(withLatencyView(params, latencyViewOf(params)).toString()).toBe(address);
  });

  it('has defaults for what an address says wrong', () => {
    const params = new URLSearchParams('range=toString&from=x&to=2026-11-13T00:00:00Z&show=y');
    expect(withLatencyView(params, latencyViewOf(params)).toString()).toBe('');
  });

  it('asks for a window, or for the part that was chosen', () => {
    const view = latencyViewOf(new URLSearchParams('range=month'));
    expect(variablesOf(view)).toEqual({ window: 'MONTH', region: null });
    expect(variablesOf({ ...view, zoom: [0, 60_000] })).toEqual({
      from: '1970-01-01T00:00:00.000Z',
      to: '1970-01-01T00:01:00.000Z',
      region: null,
    });
  });
});

describe('the start of the chart', () => {
  it('is the start of the window, or not long before a website was added', () => {
    const day = 86_400_000;
    expect(startOf('day', 0, 10 * day)).toBe(9 * day);
    expect(startOf('week', 8 * day, 10 * day)).toBe(8 * day);
    expect(startOf('week', 10 * day, 10 * day)).toBe(10 * day - 600_000);
  });
});

describe('the lines of the chart', () => {
  const series = (...minutes: number[]): LatencySeries => ({
    stepSecs: 60,
    at: minutes.map((minute) => new Date(minute * 60_000).toISOString()),
    counts: minutes.map(() => 1),
    p50Ms: minutes,
    p95Ms: minutes,
    p99Ms: minutes,
  });

  it('break where nothing was measured', () => {
    const [at, p50] = columnsOf(series(1, 2, 5));
    expect(at).toEqual([60, 120, 180, 300]);
    expect(p50).toEqual([1, 2, null, 5]);
  });

  it('have nothing where there is nothing', () => {
    expect(columnsOf(series())).toEqual([[], [], [], []]);
  });
});

describe('phases', () => {
  it('follow each other, and have no part if they did not take place', () => {
    const segments = segmentsOf([
      ['dns', 1],
      ['connect', null],
      ['tls', 3],
    ]);
    expect(segments).toEqual([
      { phase: 'dns', ms: 1, start: 0, share: 0.25 },
      { phase: 'tls', ms: 3, start: 0.25, share: 0.75 },
    ]);
    expect(segmentsOf([['dns', 0]])).toEqual([{ phase: 'dns', ms: 0, start: 0, share: 0 }]);
  });
});

describe('outages', () => {
  it('last until now while they go on', () => {
    const changes = [
      { status: 'DOWN' as const, from: '1970-01-01T00:02:00Z', to: null },
      { status: 'UP' as const, from: '1970-01-01T00:01:00Z', to: '1970-01-01T00:02:00Z' },
      { status: 'DOWN' as const, from: '1970-01-01T00:00:10Z', to: '1970-01-01T00:01:00Z' },
    ];
    expect(outagesOf(changes, 180_000)).toEqual([
      [120, 180],
      [10, 60],
    ]);
  });
});
