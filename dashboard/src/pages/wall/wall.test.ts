import { describe, expect, it } from 'vitest';

import type { WebsiteRow } from '../../live/website-store';
import { allWell, lateBy, newestCheck, sizeOf, split } from './wall';

function row(name: string, status: WebsiteRow['status'], checkedAt: string | null): WebsiteRow {
  return {
    id: name,
    name,
    url: `https://${name}.example/`,
    status,
    createdAt: '2026-11-01T00:00:00Z',
    intervalSecs: 60,
    tags: [],
    lastTick: checkedAt
      ? { checkedAt, outcome: 'UP', region: 'local', responseTimeMs: 1, failure: null }
      : null,
  };
}

const rows = [
  row('blog', 'DOWN', '2026-11-30T12:00:00Z'),
  row('shop', 'UP', '2026-11-30T12:01:00Z'),
  row('new', 'PENDING', null),
];

describe('the wall', () => {
  it('has apart what is wrong', () => {
    const { wrong, fine } = split(rows);
    expect(wrong.map(({ id }) => id)).toEqual(['blog']);
    expect(fine.map(({ id }) => id)).toEqual(['shop', 'new']);
  });

  it('has larger tiles where there are fewer', () => {
    expect([1, 8, 9].map(sizeOf)).toEqual(['large', 'medium', 'small']);
  });

  it('knows how old its data is', () => {
    expect(newestCheck(rows)).toBe(Date.parse('2026-11-30T12:01:00Z'));
    expect(newestCheck([])).toBeNull();
    const later = Date.parse('2026-11-30T12:03:00Z');
    expect(rows.map((one) => lateBy(one, later))).toEqual([180_000, null, null]);
  });

  it('says in a sentence that all is well', () => {
    expect(allWell(rows.slice(1))).toBe('1 of 2 are up, none is down.');
    expect(allWell(rows.slice(1, 2))).toBe('The one website is up.');
    const up = rows.slice(1, 2);
    expect(allWell([...up, ...up])).toBe('All 2 are up.');
    expect(allWell([])).toBe('Nothing is watched here.');
  });
});
