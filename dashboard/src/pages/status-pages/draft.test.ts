import { expect, test } from 'vitest';

import type { StatusPageSettingsFragment } from '../../api/generated/graphql';
import {
  createInput,
  draftOf,
  NEW,
  newComponent,
  previewInput,
  previewUpdateInput,
  slugOf,
  updateInput,
} from './draft';
import { gapAt, moved, placeOf } from './order';
import { problemsOf } from './problems';
import { accessText, lookText, sourceText } from './words';

const PAGE: StatusPageSettingsFragment = {
  id: 'page',
  slug: 'acme',
  url: null,
  title: 'Acme',
  text: 'Hello',
  language: 'GERMAN',
  color: '#112233',
  links: [{ label: 'Home', url: 'https://acme.test/' }],
  hasLogo: true,
  foldSections: true,
  publishIncidents: true,
  host: 'status.acme.test',
  access: 'PASSWORD',
  networks: null,
  publishedAt: null,
  components: [
    {
      id: 'one',
      name: 'The shop',
      description: null,
      section: 'Shops',
      websiteId: 'website',
      websiteName: 'shop-1',
      tag: null,
      status: null,
      shows: { bars: true, uptime: false, latency: true, regions: false },
    },
    {
      id: 'two',
      name: 'Gone',
      description: null,
      section: null,
      websiteId: null,
      websiteName: null,
      tag: null,
      status: null,
      shows: { bars: true, uptime: true, latency: false, regions: false },
    },
  ],
};

test.each([
  ['Acme Inc.', 'acme-inc'],
  ['  Über  Größe ', 'uber-grosse'],
  ['東京', ''],
  ['a'.repeat(62) + ' b', 'a'.repeat(62)],
])('%j suggests the slug %j', (title, slug) => {
  expect(slugOf(title)).toBe(slug);
});

test('a change keeps the identity of components, the logo and the password', () => {
  const input = updateInput(draftOf(PAGE), 'page');
  expect(input.components?.[0]).toEqual({
    id: 'one',
    websiteId: 'website',
    name: 'The shop',
    description: null,
    section: 'Shops',
    bars: true,
    uptime: false,
    latency: true,
    regions: false,
  });
  expect(input).toMatchObject({ id: 'page', text: 'Hello', host: 'status.acme.test' });
  expect(input).not.toHaveProperty('logo');
  expect(input).not.toHaveProperty('password');
  expect(input).not.toHaveProperty('networks');
});

test('what is emptied is taken away, and what is typed is sent', () => {
  const draft = { ...draftOf(PAGE), text: ' ', color: '', host: '', password: 'sesame' };
  const input = updateInput({ ...draft, logo: { kind: 'none' } }, 'page');
  expect(input).toMatchObject({ text: null, color: null, host: null, logo: null });
  expect(input.password).toBe('sesame');
  const networks = updateInput(
    { ...draft, access: 'NETWORKS', networks: '::1\n\n10.0.0.0/8' },
    'p',
  );
  expect(networks.networks).toEqual(['::1', '10.0.0.0/8']);
  expect(networks).not.toHaveProperty('password');
});

test('a preview is told neither who sees the page nor the password', () => {
  const draft = { ...draftOf(PAGE), password: 'sesame' };
  for (const input of [previewInput(draft, 'acme'), previewUpdateInput(draft, 'page')]) {
    expect(input).not.toHaveProperty('access');
    expect(input).not.toHaveProperty('password');
    expect(input.title).toBe('Acme');
  }
});

test('a new page has what was picked, with the logo', () => {
  const components = [
    newComponent({ kind: 'tag', tag: 'team:a' }, 'Team a'),
    newComponent({ kind: 'manual', status: 'DEGRADED' }, 'Phone'),
  ];
  const logo = { kind: 'new', fileName: 'a.png', mediaType: 'image/png', base64: 'AAAA' } as const;
  const input = createInput({ ...NEW, components, logo, isPublished: false }, 'acme');
  expect(input).toMatchObject({
    organizationId: 'acme',
    access: 'PUBLIC',
    published: false,
    logo: { mediaType: 'image/png', base64: 'AAAA' },
    components: [{ tag: 'team:a' }, { status: 'DEGRADED' }],
  });
});

test('a component whose website was deleted has to go', () => {
  expect(Object.keys(problemsOf(draftOf(PAGE)))).toEqual(['components[1]']);
});

test('items are moved to the gap where they are dropped', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
  const rows = [0, 10, 20].map((top) => ({ top, height: 10 }));
  expect([-5, 4, 6, 16, 40].map((y) => gapAt(rows, y))).toEqual([0, 0, 1, 2, 3]);
  expect([placeOf(0, 3), placeOf(2, 0), placeOf(1, 1), placeOf(1, 2)]).toEqual([2, 0, 1, 1]);
});

test('what is folded is said in short', () => {
  const draft = draftOf(PAGE);
  expect(lookText(draft)).toBe('German, #112233, logo, 1 link, folded sections');
  expect(accessText(draft)).toBe('Whoever knows its password, at status.acme.test');
  expect(draft.components.map(({ source }) => sourceText(source))).toEqual([
    'Website: shop-1',
    'Its website was deleted',
  ]);
});
