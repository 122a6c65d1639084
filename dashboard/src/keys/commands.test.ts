import { describe, expect, it } from 'vitest';

import type { WebsiteRow } from '../live/website-store';
import { found, grouped, pageCommands, placeCommands, websiteCommands } from './commands';

function row(name: string, status: WebsiteRow['status'] = 'UP'): WebsiteRow {
  return {
    id: name,
    name,
    url: `https://${name}.example/`,
    status,
    createdAt: '2026-11-01T00:00:00Z',
    intervalSecs: 60,
    tags: [{ text: 'team:a', color: null }],
    lastTick: null,
  };
}

const nowhere = () => undefined;
const names = (commands: { name: string }[]) => commands.map(({ name }) => name);

describe('the palette', () => {
  it('finds websites by name, address and tag, the worst first', () => {
    const commands = websiteCommands([row('blog'), row('shop', 'DOWN')], nowhere);
    expect(names(commands)).toEqual(['shop', 'blog']);
    expect(names(found(commands, 'BLOG.example'))).toEqual(['blog']);
    expect(names(found(commands, 'team:a shop'))).toEqual(['shop']);
    expect(found(commands, 'nothing')).toEqual([]);
  });

  it('offers no more websites than can be read', () => {
    const many = Array.from({ length: 100 }, (_, index) => row(`website-${index}`));
    expect(found(websiteCommands(many, nowhere), 'website')).toHaveLength(8);
  });

  it('goes to pages, and creates only for whoever may', () => {
    expect(names(found(placeCommands(nowhere, true), 'channel'))).toEqual([
      'Channels',
      'New channel',
    ]);
    expect(names(found(placeCommands(nowhere, false), 'channel'))).toEqual(['Channels']);
    expect(names(found(placeCommands(nowhere, true), 'status page'))).toEqual([
      'Status pages',
      'New status page',
    ]);
  });

  it('offers what the page offers, by group', () => {
    const element = document.createElement('button');
    const commands = pageCommands([
      { key: 'p', name: 'Pause', element },
      { key: '/', name: 'Search', element },
    ]);
    expect(grouped(commands)).toMatchObject([['On this page', [{ name: 'Pause', keys: 'p' }]]]);
  });
});
