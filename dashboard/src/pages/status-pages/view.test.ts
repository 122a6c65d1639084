import { expect, test } from 'vitest';

import { addressOf, countText, stateText } from './view';

test('a page is where the server says, or below the address of the dashboard', () => {
  const origin = 'http://127.0.0.1:8080';
  expect(addressOf({ slug: 'acme', url: null }, origin)).toBe('http://127.0.0.1:8080/status/acme');
  expect(addressOf({ slug: 'acme', url: 'https://a.test/' }, origin)).toBe('https://a.test/');
});

test('a draft is seen by members alone, whoever may see it once it is published', () => {
  const draft = 'Draft, seen only by members who are signed in';
  expect(stateText({ access: 'PUBLIC', publishedAt: null })).toBe(draft);
  const publishedAt = '2026-11-30T12:00:00Z';
  expect(stateText({ access: 'PUBLIC', publishedAt })).toBe('Published, seen by everybody');
  expect(stateText({ access: 'PASSWORD', publishedAt })).toBe(
    'Published, seen by whoever knows its password',
  );
});

test('one component is one', () => {
  expect([0, 1, 2].map(countText)).toEqual(['0 components', '1 component', '2 components']);
});
