import type { WebsiteStatus } from '../../api/generated/graphql';
import type { WebsiteRow } from '../../live/website-store';
import { BY_SEVERITY, bySeverity } from '../../status/status';
import { compareNames } from '../../ui/names';
import { countsOf, type View } from './view';

/** The websites that have the same value of a tag. */
export interface Group {
  /** The tag, such as `team:shop`; empty for those that have none with the key. */
  name: string;
  rows: readonly WebsiteRow[];
  isFolded: boolean;
}

/** A row of the table: a website, or the head of a group. */
export type Item = { key: string; group: Group } | { key: string; id: string };

/** The keys of these tags: `team` of `team:shop`, and tags without a value. */
export function keysOf(tags: readonly string[]): string[] {
  const keys = new Map(tags.map((tag) => [folded(keyOf(tag)), keyOf(tag)]));
  return [...keys.values()].sort(compareNames);
}

/** What the table shows of rows that are in order; a website is in each group that it has a tag of. */
export function itemsOf(rows: readonly WebsiteRow[], view: View, keys: readonly string[]): Item[] {
  const { group, sort } = view;
  // What an old address asks for may be gone.
  if (group === null || !keys.some((key) => folded(key) === folded(group))) {
    return rows.map(({ id }) => ({ key: id, id }));
  }
  const byName = new Map<string, WebsiteRow[]>();
  for (const row of rows) {
    for (const name of namesOf(row, group)) {
      const members = byName.get(name) ?? [];
      members.push(row);
      byName.set(name, members);
    }
  }
  const groups = [...byName].map(([name, rows]) => ({
    name,
    rows,
    isFolded: view.folded.includes(name),
  }));
  groups.sort(
    (a, b) =>
      (sort === 'severity' ? bySeverity(worstOf(a), worstOf(b)) : 0) ||
      Number(a.name === '') - Number(b.name === '') ||
      compareNames(a.name, b.name),
  );
  return groups.flatMap((group) => [
    { key: `group ${group.name}`, group },
    ...(group.isFolded ? [] : group.rows.map(({ id }) => ({ key: `${id} ${group.name}`, id }))),
  ]);
}

/** The status of a group that needs somebody most. */
export function worstOf({ rows }: Group): WebsiteStatus {
  const counts = countsOf(rows);
  return BY_SEVERITY.find((status) => counts.has(status)) ?? 'PENDING';
}

/** The groups of a website: its tags with the key, or the group of those without one. */
function namesOf({ tags }: WebsiteRow, group: string): string[] {
  const names = tags.map(({ text }) => text).filter((tag) => folded(keyOf(tag)) === folded(group));
  return names.length === 0 ? [''] : names;
}

function keyOf(tag: string): string {
  return tag.split(':', 1)[0] ?? tag;
}

/** The API tells names of tags apart without regard to case, too. */
function folded(text: string): string {
  return text.toLowerCase();
}
