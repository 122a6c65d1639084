/** A list in which one item is moved to another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) {
    return [...list];
  }
  const rest = list.filter((_, index) => index !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}

/** Between which rows a height is: how many of them have their middle above it. */
export function gapAt(rows: readonly { top: number; height: number }[], y: number): number {
  return rows.filter(({ top, height }) => top + height / 2 < y).length;
}

/** Where an item comes to be that is dropped into a gap. */
export function placeOf(from: number, gap: number): number {
  return gap > from ? gap - 1 : gap;
}
