import { expect, test } from 'vitest';

import { problemsOf, websitesOf } from './many';

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

test('nonsense, what stands there twice and what is watched already is told from the rest', () => {
  const lines = websitesOf(
    'hello\na.test\nhttps://A.test/\nhttp://a.test\nlocalhost:80\nb.test\nhttps://[',
  );
  const watched = new Set(['https://b.test/']);
  expect(problemsOf(lines, watched)).toEqual([
    expect.stringMatching(/^hello is no address; .*: https:\/\/hello\/$/),
    null,
    'The list has this address before.',
    null,
    null,
    expect.stringMatching(/^This address is watched already/),
    'https://[ is no address.',
  ]);
});
