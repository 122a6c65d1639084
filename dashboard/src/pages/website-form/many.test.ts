import { expect, test } from 'vitest';

import { websitesOf } from './many';

test('each line is a website, with a name behind its address', () => {
  const text = `
    https://a.test/x?y=1
    # not these
    b.test\tShop, the first
    tcp://c.test:22; SSH
    d.test,
  `;
  expect(websitesOf(text)).toEqual([
    { url: 'https://a.test/x?y=1', name: null },
    { url: 'b.test', name: 'Shop, the first' },
    { url: 'tcp://c.test:22', name: 'SSH' },
    { url: 'd.test', name: null },
  ]);
  expect(websitesOf(' \n\r\n')).toEqual([]);
});
