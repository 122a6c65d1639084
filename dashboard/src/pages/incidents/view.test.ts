import { expect, test } from 'vitest';

import type { IncidentRowFragment } from '../../api/generated/graphql';
import { holder, sentenceOf, type TimelineEntry } from './view';

const INCIDENT: IncidentRowFragment = {
  id: 'i',
  cause: 'connection refused',
  openedAt: '2026-11-30T20:00:00Z',
  acknowledgedAt: null,
  acknowledgedBy: null,
  resolvedAt: null,
  resolvedBy: null,
  durationSecs: 1,
  flapping: false,
  website: { id: 'w', name: 'Shop' },
};

const ENTRY: TimelineEntry = {
  at: '2026-11-30T20:00:00Z',
  kind: 'OPENED',
  region: null,
  status: null,
  user: null,
  text: null,
};

test('who has an incident is said, also of those who left', () => {
  const at = '2026-11-30T20:01:00Z';
  const ada = { email: 'ada@example.org' };
  expect(holder(INCIDENT)).toBe('Nobody has it yet');
  expect(holder({ ...INCIDENT, acknowledgedAt: at, acknowledgedBy: ada })).toBe(
    'ada@example.org has it',
  );
  expect(holder({ ...INCIDENT, acknowledgedAt: at })).toBe('Somebody who left has it');
  expect(holder({ ...INCIDENT, resolvedAt: at })).toBe('Resolved by itself');
  expect(holder({ ...INCIDENT, resolvedAt: at, resolvedBy: ada })).toBe(
    'Resolved by ada@example.org',
  );
});

test('entries of regions and of people are sentences', () => {
  expect(sentenceOf({ ...ENTRY, kind: 'REGION', region: 'fra', status: 'DOWN' })).toBe(
    'fra sees it as down',
  );
  expect(sentenceOf({ ...ENTRY, kind: 'NOTE', user: { email: 'ada@example.org' } })).toBe(
    'ada@example.org wrote',
  );
  expect(sentenceOf({ ...ENTRY, kind: 'RESOLVED' })).toContain('well again');
});
