import type { CheckKind, WebsiteDayFragment, WebsiteStatus } from '../../api/generated/graphql';
import type { WebsiteRow } from '../../live/website-store';
import { BY_SEVERITY, bySeverity } from '../../status/status';
import { compareNames } from '../../ui/names';
import { KINDS, kindOf } from '../website-form/kinds';

/** What websites are ordered by. */
export const SORTS = {
  severity: 'Worst first',
  name: 'Name',
  response: 'Slowest first',
  p95: 'Slowest p95 first',
  uptime: 'Lowest uptime first',
  change: 'Last change first',
  created: 'Newest first',
} as const;

export type Sort = keyof typeof SORTS;

/** What of the list is shown, as in the address. */
export interface View {
  search: string;
  status: WebsiteStatus | null;
  tag: string | null;
  kind: CheckKind | null;
  region: string | null;
  /** By which key of tags rows are grouped. */
  group: string | null;
  /** The groups that are folded, by name. */
  folded: readonly string[];
  sort: Sort;
}

/** The view that an address names. */
export function viewOf(params: URLSearchParams): View {
  const status = params.get('status');
  const sort = params.get('sort') ?? '';
  const kind = params.get('kind');
  return {
    search: params.get('q') ?? '',
    status: BY_SEVERITY.find((one) => one === status) ?? null,
    tag: params.get('tag'),
    kind: kind !== null && Object.hasOwn(KINDS, kind) ? (kind as CheckKind) : null,
    region: params.get('region'),
    group: params.get('group'),
    folded: params.getAll('folded'),
    sort: Object.hasOwn(SORTS, sort) ? (sort as Sort) : 'severity',
  };
}

/** The parameters of an address that names the view; defaults are left out. */
export function paramsOf(view: View): URLSearchParams {
  const { search, status, tag, kind, region, group, folded, sort } = view;
  const params = new URLSearchParams();
  if (search) {
    params.set('q', search);
  }
  if (status) {
    params.set('status', status);
  }
  if (tag) {
    params.set('tag', tag);
  }
  if (kind) {
    params.set('kind', kind);
  }
  if (region) {
    params.set('region', region);
  }
  if (group) {
    params.set('group', group);
    folded.forEach((name) => params.append('folded', name));
  }
  if (sort !== 'severity') {
    params.set('sort', sort);
  }
  return params;
}

/** How many websites have each status. */
export function countsOf(rows: readonly WebsiteRow[]): Map<WebsiteStatus, number> {
  const counts = new Map<WebsiteStatus, number>();
  for (const { status } of rows) {
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
}

/** The tags of these websites, by name. */
export function tagsOf(rows: readonly WebsiteRow[]): string[] {
  const tags = new Set(rows.flatMap((row) => row.tags.map(({ text }) => text)));
  return [...tags].sort(compareNames);
}

/** The kinds of check of these websites, by name. */
export function kindsOf(rows: readonly WebsiteRow[]): CheckKind[] {
  const kinds = new Set(rows.flatMap(({ url }) => kindOf(url) ?? []));
  return [...kinds].sort((a, b) => KINDS[a].name.localeCompare(KINDS[b].name));
}

/** What is known of websites beside their rows. */
export interface Beside {
  /** The last day of a website. */
  day: (id: string) => WebsiteDayFragment | undefined;
  /** Those that are checked from the region that was chosen. */
  ofRegion: ReadonlySet<string>;
  /** The place of a website among all by the last change of their status. */
  changed: (id: string) => number;
}

/** Nothing is known. */
const NOTHING: Beside = { day: () => undefined, ofRegion: new Set(), changed: () => 0 };

/** The websites that a view shows, in its order. */
export function shown(
  rows: readonly WebsiteRow[],
  view: View,
  { day, ofRegion, changed }: Beside = NOTHING,
): WebsiteRow[] {
  const words = view.search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (row: WebsiteRow) => {
    if (view.status && row.status !== view.status) {
      return false;
    }
    if (view.tag && !row.tags.some(({ text }) => text === view.tag)) {
      return false;
    }
    if (view.kind && kindOf(row.url) !== view.kind) {
      return false;
    }
    if (view.region && !ofRegion.has(row.id)) {
      return false;
    }
    const tags = row.tags.map(({ text }) => text).join(' ');
    const reason = row.lastTick?.failure?.reason ?? '';
    const text = `${row.name} ${row.url} ${tags} ${reason}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const byName = (a: WebsiteRow, b: WebsiteRow) => compareNames(a.name, b.name);
  const orders: Record<Sort, (a: WebsiteRow, b: WebsiteRow) => number> = {
    severity: (a, b) => bySeverity(a.status, b.status) || byName(a, b),
    name: byName,
    response: (a, b) => responseOf(b) - responseOf(a) || byName(a, b),
    // What was not measured comes last.
    p95: (a, b) =>
      (day(b.id)?.latency.p95Ms ?? -1) - (day(a.id)?.latency.p95Ms ?? -1) || byName(a, b),
    uptime: (a, b) =>
      (day(a.id)?.uptime.ratio ?? 2) - (day(b.id)?.uptime.ratio ?? 2) || byName(a, b),
    change: (a, b) => changed(a.id) - changed(b.id) || byName(a, b),
    created: (a, b) => b.createdAt.localeCompare(a.createdAt),
  };
  return rows.filter(matches).sort(orders[view.sort]);
}

/** What was not measured comes last. */
function responseOf(row: WebsiteRow): number {
  return row.lastTick?.responseTimeMs ?? -1;
}

/** A selection with one row more or less, or with all rows from `first` on up to it. */
export function toggled(
  selected: ReadonlySet<string>,
  ids: readonly string[],
  id: string,
  first: string | null,
): Set<string> {
  const next = new Set(selected);
  const [from, to] = [first === null ? -1 : ids.indexOf(first), ids.indexOf(id)];
  if (from !== -1 && to !== -1) {
    for (const one of ids.slice(Math.min(from, to), Math.max(from, to) + 1)) {
      next.add(one);
    }
  } else if (!next.delete(id)) {
    next.add(id);
  }
  return next;
}

/**
 * The place of each website by the last change of its status, newest first: those whose change was
 * told live, the last one first, then as they were read.
 */
export function changesIn(
  read: readonly string[],
  toldOf: (id: string) => number,
): (id: string) => number {
  const places = new Map(read.map((id, place) => [id, place + 1]));
  // Who is not among those that were read is newer.
  return (id) => -toldOf(id) || (places.get(id) ?? 0);
}
