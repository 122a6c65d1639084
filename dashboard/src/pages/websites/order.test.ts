import { describe, expect, it } from 'vitest';

import type { Item } from './groups';
import { heldItems, movedBetween } from './order';

const items = (keys: string): Item[] => Array.from(keys, (key) => ({ key, id: key }));
const moved = (shown: string, wanted: string) => movedBetween(items(shown), items(wanted));
const held = (shown: string, wanted: string, gone = '') =>
  heldItems(items(shown), items(wanted), (id) => !gone.includes(id))
    .map(({ key }) => key)
    .join('');

describe('an order that waits', () => {
  it('tells how many rows move, come and go', () => {
    expect(moved('abcd', 'abcd')).toBe(0);
    expect(moved('abcd', 'dabc')).toBe(1);
    expect(moved('abcd', 'dcba')).toBe(3);
    expect(moved('abcd', 'badc')).toBe(2);
    expect(moved('abc', 'abxc')).toBe(1);
    expect(moved('abc', 'ac')).toBe(1);
    expect(moved('abc', 'xcab')).toBe(2);
    expect(moved('', 'ab')).toBe(2);
    const inGroup = (group: string): Item => ({ key: `a ${group}`, id: 'a' });
    expect(movedBetween([inGroup('x'), ...items('b')], [...items('b'), inGroup('y')])).toBe(1);
  });

  it('keeps rows where they are, and loses only those that are deleted', () => {
    expect(held('abcd', 'dabc')).toBe('abcd');
    expect(held('abc', 'xcab')).toBe('abc');
    expect(held('abc', 'ac')).toBe('abc');
    expect(held('abc', 'ac', 'b')).toBe('ac');
  });

  it('shows a group as it is now, and none that is gone', () => {
    const group = (name: string, isFolded: boolean): Item => ({
      key: `group ${name}`,
      group: { name, rows: [], isFolded },
    });
    const shown = [group('a', false), group('b', false)];
    const wanted = [group('a', true)];
    expect(heldItems(shown, wanted, () => true)).toEqual(wanted);
  });
});
