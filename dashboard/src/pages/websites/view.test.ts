import { describe, expect, it } from 'vitest';

import type { WebsiteRow } from '../../live/website-store';
import { countsOf, paramsOf, shown, tagsOf, toggled, viewOf } from './view';

function row(name: string, row: Partial<WebsiteRow>): WebsiteRow {
  return {
    id: name,
    name,
    url: `https://${name}.example/`,
    status: 'UP',
    createdAt: '2026-11-01T00:00:00Z',
    intervalSecs: 60,
    tags: [],
    lastTick: null,
    ...row,
  };
}

const rows = [
  row('shop', { tags: [{ text: 'team:a', color: null }] }),
  row('blog', { status: 'DOWN' }),
  row('api', { status: 'DOWN', tags: [{ text: 'team:a', color: null }] }),
  row('old', { status: 'PAUSED' }),
];
const names = (view: string) => shown(rows, viewOf(new URLSearchParams(view))).map(({ id }) => id);

describe('the list of websites', () => {
  it('has the worst first, and by name among equals', () => {
    expect(names('')).toEqual(['api', 'blog', 'shop', 'old']);
    expect(names('sort=name')).toEqual(['api', 'blog', 'old', 'shop']);
  });

  it('shows what matches everything that was chosen', () => {
    expect(names('status=DOWN')).toEqual(['api', 'blog']);
    expect(names('status=DOWN&tag=team%3Aa')).toEqual(['api']);
    expect(names('q=BLOG')).toEqual(['blog']);
    expect(names('q=example+sh')).toEqual(['shop']);
    expect(names('q=nothing')).toEqual([]);
  });

  it('keeps its view in the address', () => {
    const address = 'q=a+b&status=DOWN&tag=team%3Aa&group=team&folded=team%3Aa&folded=&sort=name';
    expect(paramsOf(viewOf(new URLSearchParams(address))).toString()).toBe(address);
    expect(paramsOf(viewOf(new URLSearchParams('sort=nonsense&status=X'))).toString()).toBe('');
    expect(paramsOf(viewOf(new URLSearchParams('folded=x'))).toString()).toBe('');
  });

  it('is selected row by row, or up to one', () => {
    const ids = ['a', 'b', 'c', 'd'];
    const none = new Set<string>();
    expect(toggled(none, ids, 'b', null)).toEqual(new Set(['b']));
    expect(toggled(new Set(['b']), ids, 'b', null)).toEqual(none);
    expect(toggled(new Set(['d']), ids, 'b', 'd')).toEqual(new Set(['b', 'c', 'd']));
    expect(toggled(none, ids, 'b', 'gone')).toEqual(new Set(['b']));
  });

  it('counts statuses and collects tags', () => {
    expect(countsOf(rows).get('DOWN')).toBe(2);
    expect(tagsOf(rows)).toEqual(['team:a']);
  });
});
