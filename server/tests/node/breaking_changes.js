// Compares a schema with an older one. Fails with each breaking change whose coordinate is not
// in backquotes under "Breaking" of the changelog's "Unreleased". Arguments: the older schema,
// the newer one, and the changelog.
import { readFileSync } from 'node:fs';
import { BreakingChangeType as Type, buildSchema, findBreakingChanges } from 'graphql';

const [older, newer, changelog] = process.argv.slice(2).map((path) => readFileSync(path, 'utf8'));

// Where in its description each kind of change names its parts, and how they make a coordinate.
// Source: the GraphQL specification, "Schema Coordinates".
const COORDINATES = {
  [Type.TYPE_REMOVED]: [/^(\w+) was/, (type) => type],
  [Type.TYPE_CHANGED_KIND]: [/^(\w+) changed/, (type) => type],
  [Type.TYPE_REMOVED_FROM_UNION]: [/^\w+ was removed from union type (\w+)/, (type) => type],
  [Type.VALUE_REMOVED_FROM_ENUM]: [
    /^(\w+) was removed from enum type (\w+)/,
    (value, type) => `${type}.${value}`,
  ],
  [Type.REQUIRED_INPUT_FIELD_ADDED]: [
    /field (\w+) on input type (\w+)/,
    (field, type) => `${type}.${field}`,
  ],
  [Type.IMPLEMENTED_INTERFACE_REMOVED]: [/^(\w+) no longer/, (type) => type],
  [Type.FIELD_REMOVED]: [/^(\w+\.\w+) was/, (field) => field],
  [Type.FIELD_CHANGED_KIND]: [/^(\w+\.\w+) changed/, (field) => field],
  [Type.REQUIRED_ARG_ADDED]: [
    /arg (\w+) on (\w+\.\w+)/,
    (arg, field) => `${field}(${arg}:)`,
  ],
  [Type.ARG_REMOVED]: [/^(\w+\.\w+) arg (\w+)/, (field, arg) => `${field}(${arg}:)`],
  [Type.ARG_CHANGED_KIND]: [/^(\w+\.\w+) arg (\w+)/, (field, arg) => `${field}(${arg}:)`],
  [Type.DIRECTIVE_REMOVED]: [/^@?(\w+) was/, (name) => `@${name}`],
  [Type.DIRECTIVE_ARG_REMOVED]: [
    /^(\w+) was removed from @?(\w+)/,
    (arg, name) => `@${name}(${arg}:)`,
  ],
  [Type.REQUIRED_DIRECTIVE_ARG_ADDED]: [
    /arg (\w+) on directive @?(\w+)/,
    (arg, name) => `@${name}(${arg}:)`,
  ],
  [Type.DIRECTIVE_REPEATABLE_REMOVED]: [/from @?(\w+)/, (name) => `@${name}`],
  [Type.DIRECTIVE_LOCATION_REMOVED]: [/from @?(\w+)/, (name) => `@${name}`],
};

const coordinate = ({ type, description }) => {
  const [parts, coordinate] = COORDINATES[type];
  return coordinate(...parts.exec(description).slice(1));
};

const section = (text, title) => text.split(`\n${title}\n`)[1] ?? '';
const unreleased = section(changelog, '## Unreleased').split('\n## ')[0];
const breaking = section(unreleased, '### Breaking').split('\n### ')[0];
const named = new Set(Array.from(breaking.matchAll(/`([^`]+)`/g), ([, name]) => name));

let missing = 0;
for (const change of findBreakingChanges(buildSchema(older), buildSchema(newer))) {
  const at = coordinate(change);
  if (named.has(at)) continue;
  missing += 1;
  console.error(`${change.description} Name \`${at}\` under "Breaking" in the changelog.`);
}
process.exit(missing === 0 ? 0 : 1);
