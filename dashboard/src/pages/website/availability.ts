import type { RecentChecksQuery, WebsiteAvailabilityQuery } from '../../api/generated/graphql';
import { STATUS_NAMES } from '../../status/status';
import type { Bar } from '../../status/StatusBars';
import { milliseconds } from '../../ui/milliseconds';
import { uptimePercent } from '../../ui/percent';
import { duration, shortTime } from '../../ui/time';

export type Series = WebsiteAvailabilityQuery['website']['uptimeSeries'];
export type Recent = RecentChecksQuery['website']['recentChecks'];

/** Steps are days of UTC, wherever the reader is. */
const DAY = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });

/** A day of UTC, such as "Nov 12". */
export function dayName(at: number): string {
  return DAY.format(at);
}

/** A bar for each day: "Nov 12: down 3 min". Days before the website was added are pending. */
export function dayBars(series: Series, createdAt: number): Bar[] {
  const { from, stepSecs, ratios, worst, downSecs } = series;
  const start = Date.parse(from);
  return worst.map((status, index) => {
    const at = start + index * stepSecs * 1_000;
    const name = dayName(at);
    if (at + stepSecs * 1_000 <= createdAt) {
      return { status: 'PENDING', text: `${name}: not watched yet` };
    }
    const down = downSecs[index] ?? 0;
    const ratio = ratios[index] ?? null;
    // A second or more of it is down, whatever the worst status of the others is.
    const state =
      status === 'DOWN' ? `down ${duration(down * 1_000)}` : STATUS_NAMES[status].toLowerCase();
    const uptime = ratio === null || ratio === 1 ? '' : `, uptime ${uptimePercent(ratio)}`;
    return { status, text: `${name}: ${state}${uptime}` };
  });
}

/** A bar for each of the newest checks: "20:41:12, local: up, 12 ms". */
export function checkBars(recent: Recent, now: number): Bar[] {
  return recent.outcomes.map((outcome, index) => {
    const at = shortTime(Date.parse(recent.slots[index] ?? ''), now);
    const ms = recent.responseTimesMs[index] ?? null;
    const response = ms === null ? '' : `, ${milliseconds(ms)}`;
    const state = STATUS_NAMES[outcome].toLowerCase();
    return { status: outcome, text: `${at}, ${recent.regions[index] ?? ''}: ${state}${response}` };
  });
}

/** How much of a window was measured, in words. */
export function coverage(ratio: number | null | undefined, share: number): string {
  if (ratio === null || ratio === undefined) {
    return 'nothing was measured';
  }
  const percent = share < 0.0001 ? 'under 0.01 %' : uptimePercent(share);
  return `measured ${percent} of the time`;
}
