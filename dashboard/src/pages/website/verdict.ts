import type { WebsiteOverviewQuery, WebsiteStatus } from '../../api/generated/graphql';
import { STATUS_NAMES, bySeverity } from '../../status/status';
import { clipped } from '../../ui/clipped';

export type Overview = WebsiteOverviewQuery['website'];
export type RegionTick = Overview['ticks']['nodes'][number];

/** How long a reason may be where it is one part of a sentence. */
const LONGEST_REASON = 240;

/** A region as its row of the table says it. */
export interface RegionRow {
  region: string;
  status: WebsiteStatus;
  /** The region's last tick; null if it is not among the newest. */
  tick: RegionTick | null;
}

/** What the regions see, each with its last tick, the worst first. */
export function regionRows(overview: Overview): RegionRow[] {
  const newest = new Map<string, RegionTick>();
  for (const tick of overview.ticks.nodes) {
    const known = newest.get(tick.region);
    if (!known || Date.parse(tick.checkedAt) > Date.parse(known.checkedAt)) {
      newest.set(tick.region, tick);
    }
  }
  return overview.regionStatuses
    .map(({ region, status }) => ({ region, status, tick: newest.get(region) ?? null }))
    .sort((a, b) => bySeverity(a.status, b.status) || a.region.localeCompare(b.region));
}

/** The state of a website as a sentence: "Down since 14:02:07: 2 of 3 regions, timed out". */
export interface Verdict {
  /** What it is. */
  state: string;
  /** Since when, in milliseconds of Unix time; null where that is not known. */
  since: number | null;
  /** What says so; empty where there is nothing to say. */
  because: string;
}

/** The verdict for the status that a website has now, which may be newer than what was read. */
export function verdictOf(status: WebsiteStatus, overview: Overview): Verdict {
  const [change] = overview.changes.nodes;
  const isCurrent = change?.status === status;
  return {
    state: STATUS_NAMES[status],
    since: isCurrent ? Date.parse(change.from) : null,
    because: isCurrent || status === 'PENDING' ? because(status, overview) : '',
  };
}

function because(status: WebsiteStatus, overview: Overview): string {
  const rows = regionRows(overview);
  const all = rows.length;
  switch (status) {
    case 'PENDING':
      return 'the first check has not ended yet';
    case 'PAUSED':
      return 'nothing is checked until it is resumed';
    case 'UNMEASURED':
      return joined(['no region has a fresh result', reasonOf(rows, () => true)]);
    case 'UP':
      return `as seen from ${regions(all)}`;
    case 'DEGRADED':
    case 'PARTIAL':
    case 'DOWN': {
      const isBad = status === 'DEGRADED' ? isNotUp : isDown;
      const bad = rows.filter(isBad).length;
      const fewer = status === 'PARTIAL' ? `fewer than the quorum (${overview.quorum})` : '';
      return joined([`${bad} of ${regions(all)}`, fewer, reasonOf(rows, isBad)]);
    }
  }
}

const isDown = ({ status }: RegionRow) => status === 'DOWN';
const isNotUp = ({ status }: RegionRow) => status === 'DOWN' || status === 'DEGRADED';

/** Why the newest tick of the regions that matter did not succeed. */
function reasonOf(rows: readonly RegionRow[], matters: (row: RegionRow) => boolean): string {
  const ticks = rows.filter(matters).flatMap(({ tick }) => (tick?.failure ? [tick] : []));
  const [newest] = ticks.sort((a, b) => Date.parse(b.checkedAt) - Date.parse(a.checkedAt));
  return clipped(newest?.failure?.reason ?? '', LONGEST_REASON);
}

function regions(count: number): string {
  return count === 1 ? '1 region' : `${count} regions`;
}

function joined(parts: readonly string[]): string {
  return parts.filter(Boolean).join(', ');
}

/**
 * How old the last check is if that is more than twice the interval, in milliseconds, so that the
 * page must say so; null if it is as new as it should be.
 */
export function overdue(
  status: WebsiteStatus,
  lastCheckedAt: number | null,
  intervalSecs: number,
  now: number,
): number | null {
  if (status === 'PAUSED' || lastCheckedAt === null) {
    return null;
  }
  const age = now - lastCheckedAt;
  return age > 2_000 * intervalSecs ? age : null;
}
