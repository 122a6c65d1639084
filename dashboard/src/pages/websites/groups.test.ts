import { describe, expect, it } from 'vitest';

import type { WebsiteRow } from '../../live/website-store';
import { itemsOf, keysOf, worstOf } from './groups';
import { viewOf } from './view';

function row(id: string, status: WebsiteRow['status'], tags: string[]): WebsiteRow {
  return {
    id,
    name: id,
    url: 'https://a.example/',
    status,
    createdAt: '2026-11-01T00:00:00Z',
    intervalSecs: 60,
    tags: tags.map((text) => ({ text, color: null })),
    lastTick: null,
  };
}

const rows = [
  row('blog', 'DOWN', []),
  row('cart', 'DOWN', ['team:shop']),
  row('api', 'UP', ['Team:api', 'prod']),
  row('both', 'UP', ['team:shop', 'Team:api']),
  row('old', 'PAUSED', ['team']),
];

/** The table in lines: groups by name and worst status, and below them websites. */
function lines(view: string): string[] {
  const keys = keysOf(rows.flatMap(({ tags }) => tags.map(({ text }) => text)));
  return itemsOf(rows, viewOf(new URLSearchParams(view)), keys).map((item) =>
    'id' in item ? item.id : `${item.group.name} ${worstOf(item.group)}`,
  );
}

describe('groups of websites', () => {
  it('have keys of tags, whatever their case', () => {
    expect(keysOf(['team:shop', 'Team:api', 'prod', 'team'])).toEqual(['prod', 'team']);
    expect(keysOf([])).toEqual([]);
  });

  it('are none unless they are asked for, and there are such tags', () => {
    const ids = rows.map(({ id }) => id);
    expect(lines('')).toEqual(ids);
    expect(lines('group=gone')).toEqual(ids);
  });

  it('have the worst first, and those without a tag last among equals', () => {
    expect(lines('group=team')).toEqual([
      'team:shop DOWN',
      'cart',
      'both',
      ' DOWN',
      'blog',
      'Team:api UP',
      'api',
      'both',
      'team PAUSED',
      'old',
    ]);
  });

  it('are by name in other orders', () => {
    const folded = ['team', 'Team:api', 'team:shop', ''].map(
      (name) => `folded=${encodeURIComponent(name)}`,
    );
    expect(lines(`group=TEAM&sort=name&${folded.join('&')}`)).toEqual([
      'team PAUSED',
      'Team:api UP',
      'team:shop DOWN',
      ' DOWN',
    ]);
  });

  it('hide their websites when they are folded', () => {
    expect(lines('group=prod&folded=')).toEqual([' DOWN', 'prod UP', 'api']);
  });

  it('have rows that can be told apart, also of a website in two groups', () => {
    const view = viewOf(new URLSearchParams('group=team'));
    const keys = itemsOf(rows, view, ['team']).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
