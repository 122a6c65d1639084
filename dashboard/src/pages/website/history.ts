import type { WebsiteHistoryQuery } from '../../api/generated/graphql';
import { STATUS_NAMES } from '../../status/status';
import { duration } from '../../ui/time';

type History = WebsiteHistoryQuery['website'];
export type Change = History['changes']['nodes'][number];
export type Incident = History['incidents']['nodes'][number];
export type Verdict = History['verdicts']['nodes'][number];
export type Vote = Verdict['votes'][number];

/** How long a status lasted, in words: "for 3 min", "for 3 min so far, 1 min in maintenance". */
export function lasted({ from, to, maintenanceSecs }: Change, now: number): string {
  const end = to ? Date.parse(to) : now;
  const soFar = to ? '' : ' so far';
  const maintenance =
    maintenanceSecs > 0 ? `, ${duration(maintenanceSecs * 1_000)} of it in maintenance` : '';
  return `for ${duration(end - Date.parse(from))}${soFar}${maintenance}`;
}

/** What became of an incident, in words. */
export function courseOf({ resolvedAt, acknowledgedAt, flapping }: Incident): string {
  if (resolvedAt) {
    return 'Resolved';
  }
  const parts = [acknowledgedAt ? 'Open, acknowledged' : 'Open', flapping ? 'flapping' : ''];
  return parts.filter(Boolean).join(', ');
}

/** What a verdict decided, and why, in a sentence. */
export function judgement({ kind, needed, votes }: Verdict): string {
  const down = votes.filter(({ say }) => say === 'DOWN').length;
  const seen = `${down} of ${votes.length === 1 ? '1 region' : `${votes.length} regions`} said down`;
  switch (kind) {
    case 'OPENED':
      return `An incident opened: ${seen}, ${needed} needed.`;
    case 'RESOLVED':
      return `The incident resolved: the website had been well for long enough; ${seen}.`;
    case 'BELOW_QUORUM':
      return `No incident: ${seen}, ${needed} needed.`;
    case 'UNCONFIRMED':
      return 'No incident: the website was down for less time than its confirmation takes.';
    case 'MAINTENANCE':
      return 'No incident: the website was in maintenance.';
    case 'RESOLVED_BY_HAND':
      return 'No new incident: a person had resolved it, and the website was still down.';
  }
}

/** What a region said, in words. */
export function voteInWords({ region, say, slot, failures }: Vote): string {
  if (say) {
    const twice = say === 'DOWN' && failures > 1 ? ' twice in a row' : '';
    return `${region}: ${STATUS_NAMES[say].toLowerCase()}${twice}`;
  }
  if (slot === null) {
    return `${region}: no vote yet`;
  }
  return failures > 0
    ? `${region}: a first failure, which does not count alone`
    : `${region}: its vote had expired`;
}

/** Months of UTC whose reports can be had, the current one first. */
export function reportMonths(createdAt: number, now: number, most: number): string[] {
  const months: string[] = [];
  const month = new Date(now);
  month.setUTCDate(1);
  month.setUTCHours(0, 0, 0, 0);
  do {
    months.push(month.toISOString().slice(0, 7));
    // Everything before this month is left to the months before it.
    if (month.getTime() <= createdAt) {
      break;
    }
    month.setUTCMonth(month.getUTCMonth() - 1);
  } while (months.length < most);
  return months;
}

/** The address of an export of the 30 days before `now`. */
export function exportAddress(
  kind: 'ticks' | 'changes',
  website: string,
  now: number,
  format: 'csv' | 'ndjson',
): string {
  const from = new Date(now - 30 * 86_400_000).toISOString();
  const to = new Date(now).toISOString();
  const params = new URLSearchParams({ website, from, to, format });
  return `/export/${kind}?${params.toString()}`;
}
