import { describe, expect, it } from 'vitest';

import type { WebsiteDayFragment } from '../../api/generated/graphql';
import type { WebsiteRow } from '../../live/website-store';
import { changesIn, countsOf, kindsOf, paramsOf, shown, tagsOf, toggled, viewOf } from './view';

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
    const numbered = ['shop 10', 'shop 2'].map((name) => row(name, {}));
    const view = viewOf(new URLSearchParams('sort=name'));
    expect(shown(numbered, view).map(({ id }) => id)).toEqual(['shop 2', 'shop 10']);
  });

  it('shows what matches everything that was chosen', () => {
    expect(names('status=DOWN')).toEqual(['api', 'blog']);
    expect(names('status=DOWN&tag=team%3Aa')).toEqual(['api']);
    expect(names('q=BLOG')).toEqual(['blog']);
    expect(names('q=example+sh')).toEqual(['shop']);
    expect(names('q=team:a+ap')).toEqual(['api']);
    expect(names('q=nothing')).toEqual([]);
  });

  it('takes no word for an order that only looks like one', () => {
    const view = viewOf(new URLSearchParams('sort=__proto__&kind=constructor'));
    expect([view.sort, view.kind]).toEqual(['severity', null]);
  });

  it('keeps its view in the address', () => {
    const address =
      'q=a+b&status=DOWN&tag=team%3Aa&kind=TCP&region=eu&group=team&folded=team%3Aa&folded=&sort=name';
    expect(paramsOf(viewOf(new URLSearchParams(address))).toString()).toBe(address);
    expect(
      paramsOf(viewOf(new URLSearchParams('sort=nonsense&status=X&kind=TELEX'))).toString(),
    ).toBe('');
    expect(paramsOf(viewOf(new URLSearchParams('folded=x'))).toString()).toBe('');
  });

  it('is filtered by kind and region', () => {
    const mixed = [
      row('shop', {}),
      row('db', { url: 'tcp://db:5432' }),
      row('ws', { url: 'ws://a' }),
    ];
    expect(kindsOf(mixed)).toEqual(['HTTP', 'TCP', 'WEB_SOCKET']);
    const ids = (view: string, ofRegion: string[]) =>
      shown(mixed, viewOf(new URLSearchParams(view)), {
        day: () => undefined,
        changed: () => 0,
        ofRegion: new Set(ofRegion),
      }).map(({ id }) => id);
    expect(ids('kind=TCP', [])).toEqual(['db']);
    expect(ids('region=eu', ['ws', 'gone'])).toEqual(['ws']);
    expect(ids('region=eu&kind=TCP', ['ws', 'db'])).toEqual(['db']);
  });

  it('is ordered by the last day, and what was not measured comes last', () => {
    const days: Record<string, [number | null, number | null]> = {
      shop: [0.99, 20],
      blog: [0.5, null],
      old: [null, 900],
    };
    const order = (sort: string) =>
      shown(rows, viewOf(new URLSearchParams({ sort })), {
        day: (id) => {
          const [ratio, p95Ms] = days[id] ?? [];
          return ratio === undefined || p95Ms === undefined
            ? undefined
            : ({ id, uptime: { ratio }, latency: { p95Ms } } as WebsiteDayFragment);
        },
        changed: () => 0,
        ofRegion: new Set(),
      }).map(({ id }) => id);
    expect(order('uptime')).toEqual(['blog', 'shop', 'api', 'old']);
    expect(order('p95')).toEqual(['old', 'shop', 'api', 'blog']);
  });

  it('is ordered by the last change, what was told live before what was read', () => {
    const told: Record<string, number> = { shop: 1, old: 2 };
    const changed = changesIn(['api', 'shop', 'blog', 'old'], (id) => told[id] ?? 0);
    const beside = { day: () => undefined, changed, ofRegion: new Set<string>() };
    const order = shown(rows, viewOf(new URLSearchParams('sort=change')), beside);
    expect(order.map(({ id }) => id)).toEqual(['old', 'shop', 'api', 'blog']);
    expect(changed('new')).toBeLessThan(changed('api'));
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
