import type { WebsiteRow } from '../../live/website-store';
import { WRONG } from '../../status/status';
import { overdue } from '../website/verdict';

/** How many tiles of each kind a screen can show. */
export const MOST = { wrong: 24, fine: 400 } as const;

/** What is wrong, and the rest, both in the order of the rows. */
export function split(rows: readonly WebsiteRow[]): { wrong: WebsiteRow[]; fine: WebsiteRow[] } {
  return {
    wrong: rows.filter(({ status }) => WRONG.has(status)),
    fine: rows.filter(({ status }) => !WRONG.has(status)),
  };
}

/** How large tiles are: fewer are larger. */
export function sizeOf(tiles: number): 'large' | 'medium' | 'small' {
  return tiles <= 2 ? 'large' : tiles <= 8 ? 'medium' : 'small';
}

/** When any of the websites was checked last, in milliseconds of Unix time; null for never. */
export function newestCheck(rows: readonly WebsiteRow[]): number | null {
  const times = rows.flatMap(({ lastTick }) => (lastTick ? [Date.parse(lastTick.checkedAt)] : []));
  return times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b));
}

/** How old the last check of a website is, if it is older than it should be. */
export function lateBy({ status, lastTick, intervalSecs }: WebsiteRow, now: number): number | null {
  return overdue(status, lastTick ? Date.parse(lastTick.checkedAt) : null, intervalSecs, now);
}

/** Everything in a sentence, if nothing is wrong. */
export function allWell(fine: readonly WebsiteRow[]): string {
  const up = fine.filter(({ status }) => status === 'UP').length;
  if (fine.length === 0) {
    return 'Nothing is watched here.';
  }
  if (fine.length === 1 && up === 1) {
    return 'The one website is up.';
  }
  return up === fine.length ? `All ${up} are up.` : `${up} of ${fine.length} are up, none is down.`;
}
