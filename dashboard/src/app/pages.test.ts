import { expect, test } from 'vitest';

import { pageAt } from './pages';

test.each([
  ['/incidents', '/incidents'],
  ['/incidents?open=1#top', '/incidents'],
  ['/channels/new', '/channels/new'],
  ['/channels/7/edit', '/channels/:id/edit'],
  ['/websites/7', '/websites/:id'],
  ['/status-pages/incidents/7', '/status-pages/incidents/:id'],
  ['/status-pages/7/edit', '/status-pages/:id/edit'],
  ['/wall?tag=a', '/wall'],
  ['/', undefined],
  ['/nowhere', undefined],
])('%s is the page %s', (address, path) => {
  expect(pageAt(address)?.path).toBe(path);
});
