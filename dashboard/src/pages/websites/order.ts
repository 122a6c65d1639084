import type { Item } from './groups';

/**
 * The rows that are there, in an order that is held: what is new waits, and what is gone from the
 * new order stays as long as `exists` says so.
 */
export function heldItems(
  held: readonly Item[],
  wanted: readonly Item[],
  exists: (id: string) => boolean,
): Item[] {
  const byKey = new Map(wanted.map((item) => [item.key, item]));
  return held.flatMap((item) => {
    const now = byKey.get(item.key);
    return now ?? ('id' in item && exists(item.id) ? item : []);
  });
}

/** How many rows must move, come or go for the order to become another one. */
export function movedBetween(shown: readonly Item[], wanted: readonly Item[]): number {
  const places = new Map(wanted.map(({ key }, place) => [key, place]));
  const kept = shown.flatMap(({ key }) => places.get(key) ?? []);
  const before = new Set(shown.map(({ key }) => key));
  const gone = shown.filter(({ key }) => !places.has(key));
  const come = wanted.filter(({ key }) => !before.has(key));
  // A website that goes to another group does both, and moves once.
  const others = new Set([...gone, ...come].map((item) => ('id' in item ? item.id : item.key)));
  return kept.length - longestRise(kept) + others.size;
}

/** The length of the longest rising subsequence: what can stay where it is. */
function longestRise(numbers: readonly number[]): number {
  // The smallest number with which a subsequence of each length can end.
  const ends: number[] = [];
  for (const number of numbers) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? Infinity) < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    ends[low] = number;
  }
  return ends.length;
}
