import { KINDS } from './kinds';

/** How the fields are called here that the API names in errors, those of all kinds. */
export const LABELS: Record<string, string> = {
  ...Object.fromEntries(
    Object.values(KINDS).flatMap(({ input, fields }) =>
      fields.map(({ name, label }): [string, string] => [`${input}.${name}`, label]),
    ),
  ),
  name: 'The name',
  kinds: 'What it hears',
  websiteIds: 'The websites',
  tags: 'The tags',
  repeatSecs: 'The repetition in seconds',
  timeZone: 'The time zone',
  'quiet.from': 'The beginning',
  'quiet.to': 'The end',
  'quiet.days': 'The days',
};
