import { readFileSync } from 'node:fs';

import { buildSchema, isNonNullType, type GraphQLInputObjectType } from 'graphql';
import { expect, test } from 'vitest';

import { KINDS } from './kinds';

const schema = buildSchema(readFileSync('../schema.graphql', 'utf8'));
const inputOf = (name: string) => schema.getType(name) as GraphQLInputObjectType;

test.each(Object.values(KINDS))('the form of $input has each of its settings', (kind) => {
  const own = inputOf('CreateChannelInput').getFields()[kind.input];
  const settings = Object.values(inputOf(String(own?.type)).getFields());
  const asked = kind.fields.map(({ name, isRequired }) => [name, isRequired === true]);
  const wanted = settings.map(({ name, type }) => [name, isNonNullType(type)]);
  expect(asked.sort()).toEqual(wanted.sort());
});

test('there is a form for each kind', () => {
  const kinds = Object.values(inputOf('CreateChannelInput').getFields())
    .filter(({ type }) => String(type).endsWith('ChannelInput'))
    .map(({ name }) => name);
  expect(
    Object.values(KINDS)
      .map(({ input }) => input)
      .sort(),
  ).toEqual(kinds.sort());
});
