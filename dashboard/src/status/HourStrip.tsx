import type { WebsiteDayFragment, WebsiteStatus } from '../api/generated/graphql';
import { STATUS_NAMES } from './status';

type Series = WebsiteDayFragment['uptimeSeries'];

/** Width of a bar and of the gap after it, in units of the drawing. */
const BAR = 4;
const GAP = 1;
const HEIGHT = 16;

/** Where a bar begins and how high it is, so that each status has a shape of its own. */
const SHAPES: Partial<Record<WebsiteStatus, { y: number; height: number }>> = {
  UP: { y: 0, height: 16 },
  DEGRADED: { y: 3, height: 13 },
  PARTIAL: { y: 8, height: 8 },
  DOWN: { y: 0, height: 16 },
};

/** The last 24 hours, a bar for each: full for up, full with a foot for down, a line for unknown. */
export function HourStrip({ series }: { series: Series }) {
  const { worst } = series;
  const width = worst.length * (BAR + GAP);
  return (
    <svg
      className="hour-strip"
      viewBox={`0 0 ${width} ${HEIGHT + 3}`}
      role="img"
      aria-label={describe(worst)}
    >
      {runs(worst).map(({ status, bars }) => (
        <path
          key={status}
          className={status.toLowerCase()}
          fill="currentColor"
          d={bars.map((index) => bar(status, index)).join('')}
        />
      ))}
    </svg>
  );
}

function bar(status: WebsiteStatus, index: number): string {
  const x = index * (BAR + GAP);
  const shape = SHAPES[status];
  if (!shape) {
    return `M${x} ${HEIGHT - 1}h${BAR}v1h-${BAR}Z`;
  }
  const foot = status === 'DOWN' ? `M${x} ${HEIGHT + 1}h${BAR}v2h-${BAR}Z` : '';
  return `M${x} ${shape.y}h${BAR}v${shape.height}h-${BAR}Z${foot}`;
}

/** The bars of each status. */
function runs(worst: readonly WebsiteStatus[]): { status: WebsiteStatus; bars: number[] }[] {
  const bars = new Map<WebsiteStatus, number[]>();
  worst.forEach((status, index) => {
    bars.set(status, [...(bars.get(status) ?? []), index]);
  });
  return [...bars].map(([status, bars]) => ({ status, bars }));
}

/** The strip in words. */
export function describe(worst: readonly WebsiteStatus[]): string {
  const parts = runs(worst).map(({ status, bars }) => {
    const hours = bars.length === 1 ? '1 hour' : `${bars.length} hours`;
    return `${STATUS_NAMES[status].toLowerCase()} in ${hours}`;
  });
  return `Last 24 hours: ${parts.join(', ')}`;
}
