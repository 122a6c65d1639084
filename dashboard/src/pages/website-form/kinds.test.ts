import { readFileSync } from 'node:fs';

import { buildSchema, type GraphQLInputObjectType } from 'graphql';
import { expect, test } from 'vitest';

import { DEFAULTS, NEW } from './draft';
import { createInput } from './input';
import { isSameWebsite, KINDS, kindOf, speaksTls } from './kinds';
import { LABELS } from './problems';

const schema = buildSchema(readFileSync('../schema.graphql', 'utf8'));
const fieldsOf = (name: string) =>
  Object.values((schema.getType(name) as GraphQLInputObjectType).getFields());

test('there is a part of the form for each kind of check', () => {
  const inputs = Object.values(KINDS).map(({ input }) => input);
  expect(inputs.sort()).toEqual(
    fieldsOf('CheckInput')
      .map(({ name }) => name)
      .sort(),
  );
});

test('each setting of each kind is sent or has a place for its error', () => {
  for (const { name: kind, type } of fieldsOf('CheckInput')) {
    for (const { name } of fieldsOf(String(type))) {
      const field = `check.${kind}.${name}`;
      const isPlaced = Object.keys(LABELS).some((known) => known.startsWith(field));
      // What is chosen from a list cannot be wrong.
      const isChosen = /version|startTls|record|tcp\.tls/.test(field);
      expect(isPlaced || isChosen, field).toBe(true);
    }
  }
  const sent = Object.keys(createInput({ ...NEW, url: 'a.test' }, 'o'));
  expect(sent.sort()).toEqual(
    fieldsOf('CreateWebsiteInput')
      .map(({ name }) => name)
      .sort(),
  );
});

test('the defaults are those of the API', () => {
  for (const { name, description, defaultValue } of [
    ...fieldsOf('CreateWebsiteInput'),
    ...fieldsOf('TlsInput'),
    ...fieldsOf('HttpCheckInput'),
    ...fieldsOf('PingCheckInput'),
  ]) {
    const ours = (DEFAULTS as Record<string, number>)[name];
    if (ours !== undefined) {
      const said = /([\d,]+)\s+by default/.exec(description?.replaceAll('\n', ' ') ?? '')?.[1];
      expect(defaultValue ?? Number(said?.replaceAll(',', '')), name).toBe(ours);
    }
  }
});

test('the scheme selects the kind', () => {
  expect(kindOf('example.org:8443/x')).toBe('HTTP');
  expect(kindOf('  WSS://a.test')).toBe('WEB_SOCKET');
  expect(kindOf('ftp://a.test')).toBeNull();
  expect(kindOf('')).toBe('HTTP');
  expect(speaksTls('http://a.test', false)).toBe(true);
  expect(speaksTls('ws://a.test', false)).toBe(false);
  expect(speaksTls('tcp://a.test:1', true)).toBe(true);
  expect(speaksTls('dns://a.test', true)).toBe(false);
});

test('a website is the same on the same host and port, or up to HTTPS', () => {
  expect(isSameWebsite('https://a.test/x', 'https://a.test:443/y')).toBe(true);
  expect(isSameWebsite('http://a.test/', 'a.test')).toBe(true);
  expect(isSameWebsite('https://a.test/', 'http://a.test/')).toBe(false);
  expect(isSameWebsite('http://a.test:81/', 'https://a.test:81/')).toBe(false);
  expect(isSameWebsite('wss://a.test/', 'wss://b.test/')).toBe(false);
  expect(isSameWebsite('https://a.test/', 'https://')).toBe(false);
});
