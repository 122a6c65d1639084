import type { WebsiteStatus } from '../../api/generated/graphql';
import type { WebsiteRow } from '../../live/website-store';
import { BY_SEVERITY, bySeverity } from '../../status/status';

/** What websites are ordered by. */
export const SORTS = {
  severity: 'Worst first',
  name: 'Name',
  response: 'Slowest first',
  created: 'Newest first',
} as const;

export type Sort = keyof typeof SORTS;

/** What of the list is shown, as in the address. */
export interface View {
  search: string;
  status: WebsiteStatus | null;
  tag: string | null;
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
  return {
    search: params.get('q') ?? '',
    status: BY_SEVERITY.find((one) => one === status) ?? null,
    tag: params.get('tag'),
    group: params.get('group'),
    folded: params.getAll('folded'),
    sort: sort in SORTS ? (sort as Sort) : 'severity',
  };
}

/** The parameters of an address that names the view; defaults are left out. */
export function paramsOf(view: View): URLSearchParams {
  const { search, status, tag, group, folded, sort } = view;
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
  return [...tags].sort((a, b) => a.localeCompare(b));
}

/** The websites that a view shows, in its order. */
export function shown(rows: readonly WebsiteRow[], view: View): WebsiteRow[] {
  const words = view.search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (row: WebsiteRow) => {
    if (view.status && row.status !== view.status) {
      return false;
    }
    if (view.tag && !row.tags.some(({ text }) => text === view.tag)) {
      return false;
    }
    const text = `${row.name} ${row.url}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const byName = (a: WebsiteRow, b: WebsiteRow) => a.name.localeCompare(b.name);
  const orders: Record<Sort, (a: WebsiteRow, b: WebsiteRow) => number> = {
    severity: (a, b) => bySeverity(a.status, b.status) || byName(a, b),
    name: byName,
    response: (a, b) => responseOf(b) - responseOf(a) || byName(a, b),
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
