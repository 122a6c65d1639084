import type { WebsiteLatencyQuery, Window } from '../../api/generated/graphql';
import { milliseconds } from '../../ui/milliseconds';

export type LatencySeries = WebsiteLatencyQuery['website']['latencySeries'];
export type Latency = WebsiteLatencyQuery['website']['latency'];
export type Change = WebsiteLatencyQuery['website']['changes']['nodes'][number];

/** The windows of the chart, from the shortest on. */
export const RANGES = {
  day: { name: '24 hours', window: 'DAY', days: 1 },
  week: { name: '7 days', window: 'WEEK', days: 7 },
  month: { name: '30 days', window: 'MONTH', days: 30 },
  quarter: { name: '90 days', window: 'QUARTER', days: 90 },
} as const satisfies Record<string, { name: string; window: Window; days: number }>;

export type Range = keyof typeof RANGES;

/** What the chart shows, as in the address. */
export interface LatencyView {
  range: Range;
  /** A part of it, in milliseconds of Unix time. */
  zoom: readonly [from: number, to: number] | null;
  region: string | null;
  show: 'percentiles' | 'phases';
}

/** The view that an address names. */
export function latencyViewOf(params: URLSearchParams): LatencyView {
  const range = params.get('range') ?? '';
  const from = Date.parse(params.get('from') ?? '');
  const to = Date.parse(params.get('to') ?? '');
  return {
    range: Object.hasOwn(RANGES, range) ? (range as Range) : 'day',
    zoom: from < to ? [from, to] : null,
    region: params.get('region'),
    show: params.get('show') === 'phases' ? 'phases' : 'percentiles',
  };
}

/** The parameters of an address that names the view; those of other parts of the page stay. */
export function withLatencyView(params: URLSearchParams, view: LatencyView): URLSearchParams {
  const next = new URLSearchParams(params);
  const instant = (at: number | undefined) => (at === undefined ? '' : new Date(at).toISOString());
  const values = {
    range: view.range === 'day' ? '' : view.range,
    from: instant(view.zoom?.[0]),
    to: instant(view.zoom?.[1]),
    region: view.region ?? '',
    show: view.show === 'percentiles' ? '' : view.show,
  };
  for (const [name, value] of Object.entries(values)) {
    if (value) {
      next.set(name, value);
    } else {
      next.delete(name);
    }
  }
  return next;
}

/** What the API is asked for. */
export function variablesOf({ range, zoom, region }: LatencyView) {
  return zoom
    ? { from: new Date(zoom[0]).toISOString(), to: new Date(zoom[1]).toISOString(), region }
    : { window: RANGES[range].window, region };
}

/** The shortest time that a chart of a new website shows, in milliseconds. */
const LEAST_MS = 600_000;

/** Where the chart begins, in milliseconds of Unix time: not long before there was something. */
export function startOf(range: Range, createdAt: number, now: number): number {
  const start = now - RANGES[range].days * 86_400_000;
  return Math.max(start, Math.min(createdAt, now - LEAST_MS));
}

type Column = (number | null)[];

/** Starts of the steps in seconds, and p50, p95 and p99. */
export type Columns = [number[], Column, Column, Column];

/** The columns of the chart, with an empty step wherever some are missing, so that a line breaks. */
export function columnsOf({ at, stepSecs, p50Ms, p95Ms, p99Ms }: LatencySeries): Columns {
  const columns: Columns = [[], [], [], []];
  const [starts, p50, p95, p99] = columns;
  at.forEach((text, index) => {
    const start = Date.parse(text) / 1_000;
    const last = starts.at(-1);
    if (last !== undefined && start - last > 1.5 * stepSecs) {
      starts.push(last + stepSecs);
      p50.push(null);
      p95.push(null);
      p99.push(null);
    }
    starts.push(start);
    p50.push(p50Ms[index] ?? null);
    p95.push(p95Ms[index] ?? null);
    p99.push(p99Ms[index] ?? null);
  });
  return columns;
}

/** When the website was down, in seconds of Unix time. */
export function outagesOf(changes: readonly Change[], now: number): [number, number][] {
  return changes
    .filter(({ status }) => status === 'DOWN')
    .map(({ from, to }) => [Date.parse(from) / 1_000, (to ? Date.parse(to) : now) / 1_000]);
}

/** The chart in words. */
export function latencyInWords(latency: Latency, range: string): string {
  if (latency.count === 0) {
    return `Response times, ${range}: nothing was measured`;
  }
  const parts = [
    `median ${milliseconds(latency.p50Ms)}`,
    `95th percentile ${milliseconds(latency.p95Ms)}`,
    `99th percentile ${milliseconds(latency.p99Ms)}`,
  ];
  return `Response times, ${range}: ${parts.join(', ')}`;
}

/** The phases of a check in their order, with their names. */
export const PHASES = [
  ['dns', 'Name resolution'],
  ['connect', 'Connect'],
  ['tls', 'TLS handshake'],
  ['ttfb', 'Waiting for the first byte'],
  ['transfer', 'Transfer'],
] as const;

export type Phase = (typeof PHASES)[number][0];

/** A phase, and how long it took in milliseconds; null if it did not take place. */
export type PhaseTime = readonly [phase: Phase, ms: number | null];

interface Segment {
  phase: Phase;
  ms: number;
  /** Where it begins and how long it is, as fractions of the whole. */
  start: number;
  share: number;
}

/** Phases one after the other; those that did not take place have no segment. */
export function segmentsOf(phases: readonly PhaseTime[]): Segment[] {
  const total = phases.reduce((sum, [, ms]) => sum + (ms ?? 0), 0);
  const segments: Segment[] = [];
  let start = 0;
  for (const [phase, ms] of phases) {
    if (ms !== null) {
      const share = total > 0 ? ms / total : 0;
      segments.push({ phase, ms, start, share });
      start += share;
    }
  }
  return segments;
}
