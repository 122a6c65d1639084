import { expect, test } from 'vitest';

import type { ChannelDetailsFragment } from '../../api/generated/graphql';
import { createInput, draftOf, newDraft, updateInput } from './draft';

const CHANNEL: ChannelDetailsFragment & { kind: 'EMAIL' } = {
  id: 'c',
  name: 'Mail',
  kind: 'EMAIL',
  kinds: ['INCIDENT_OPENED'],
  websiteIds: null,
  tags: null,
  paused: false,
  fallback: false,
  failingSince: null,
  broken: false,
  problem: null,
  settings: [
    { name: 'to', value: 'a@example.org, b@example.org' },
    { name: 'port', value: '25' },
    { name: 'security', value: 'none' },
  ],
  repeatSecs: 900,
  timeZone: 'UTC',
  quiet: null,
};

test('a new channel has the settings of its kind alone, without what is empty', () => {
  const draft = newDraft('WEBHOOK', 'UTC');
  const settings = {
    url: ' https://example.org ',
    secret: 'whsec_x',
    headers: 'X-Team: a, b\n\nX-Key: 1:2',
    to: 'of another kind',
  };
  const input = createInput({ ...draft, name: 'Hook', settings }, 'o');
  expect(input).toMatchObject({ organizationId: 'o', name: 'Hook', websiteIds: null });
  expect(input.webhook).toEqual({
    url: 'https://example.org',
    secret: 'whsec_x',
    headers: [
      { name: 'X-Team', value: 'a, b' },
      { name: 'X-Key', value: '1:2' },
    ],
  });
});

test('a change keeps the settings, unless they are replaced as a whole', () => {
  const draft = draftOf(CHANNEL);
  expect(updateInput(draft, 'c')).not.toHaveProperty('email');
  expect(updateInput(draft, 'c')).toMatchObject({ id: 'c', repeatSecs: 900 });
  expect(updateInput({ ...draft, hasSettings: true }, 'c').email).toEqual({
    to: ['a@example.org', 'b@example.org'],
    port: 25,
    security: 'NONE',
  });
});

test('what is required is sent even if it is empty, so that the API says what is wrong', () => {
  const input = createInput(newDraft('EMAIL', 'UTC'), 'o');
  expect(input.email).toEqual({ to: [] });
});
