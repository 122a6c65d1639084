import { describe, expect, it } from 'vitest';

import {
  courseOf,
  exportAddress,
  judgement,
  lasted,
  reportMonths,
  voteInWords,
  type Verdict,
  type Vote,
} from './history';

const vote = (region: string, part: Partial<Vote>): Vote => ({
  region,
  slot: '2026-11-30T00:00:00Z',
  say: null,
  failures: 0,
  ...part,
});

const verdict = (kind: Verdict['kind']): Verdict => ({
  kind,
  firstAt: '2026-11-30T00:00:00Z',
  lastAt: '2026-11-30T00:00:00Z',
  count: 1,
  needed: 2,
  votes: [vote('eu', { say: 'DOWN', failures: 2 }), vote('us', { say: 'UP' }), vote('asia', {})],
  incidentId: null,
});

describe('a status in the past', () => {
  const change = {
    status: 'DOWN' as const,
    from: '1970-01-01T00:00:00Z',
    to: '1970-01-01T00:03:00Z',
    maintenanceSecs: 0,
  };

  it('lasted, and lasts', () => {
    expect(lasted(change, 0)).toBe('for 3 min');
    expect(lasted({ ...change, to: null, maintenanceSecs: 60 }, 120_000)).toBe(
      'for 2 min so far, 1 min of it in maintenance',
    );
  });
});

describe('an incident', () => {
  it('is open until it resolved', () => {
    const incident = {
      id: 'a',
      openedAt: '2026-11-30T00:00:00Z',
      acknowledgedAt: null,
      resolvedAt: null,
      durationSecs: 1,
      cause: 'refused',
      flapping: false,
    };
    expect(courseOf(incident)).toBe('Open');
    const later = '2026-11-30T00:01:00Z';
    expect(courseOf({ ...incident, acknowledgedAt: later, flapping: true })).toBe(
      'Open, acknowledged, flapping',
    );
    expect(courseOf({ ...incident, resolvedAt: later })).toBe('Resolved');
  });
});

describe('why it did not page', () => {
  it('is said with what was seen and what was missing', () => {
    expect(judgement(verdict('BELOW_QUORUM'))).toBe(
      'No incident: 1 of 3 regions said down, 2 needed.',
    );
    expect(judgement(verdict('UNCONFIRMED'))).toMatch(/^No incident: .* confirmation takes\.$/);
    expect(judgement(verdict('OPENED'))).toMatch(/^An incident opened/);
  });

  it('tells what each region said, or why it said nothing', () => {
    expect(voteInWords(vote('eu', { say: 'DOWN', failures: 2 }))).toBe('eu: down twice in a row');
    expect(voteInWords(vote('eu', { say: 'UP' }))).toBe('eu: up');
    expect(voteInWords(vote('eu', { slot: null }))).toBe('eu: no vote yet');
    expect(voteInWords(vote('eu', { failures: 1 }))).toBe(
      'eu: a first failure, which does not count alone',
    );
    expect(voteInWords(vote('eu', {}))).toBe('eu: its vote had expired');
  });
});

describe('reports and exports', () => {
  it('begin with the month in which the website was added', () => {
    const now = Date.parse('2026-03-31T12:00:00Z');
    expect(reportMonths(Date.parse('2026-01-15T00:00:00Z'), now, 12)).toEqual([
      '2026-03',
      '2026-02',
      '2026-01',
    ]);
    expect(reportMonths(0, now, 2)).toEqual(['2026-03', '2026-02']);
    expect(reportMonths(now, now, 12)).toEqual(['2026-03']);
  });

  it('have the thirty days before now', () => {
    expect(exportAddress('ticks', 'a b', 30 * 86_400_000, 'csv')).toBe(
      '/export/ticks?website=a+b&from=1970-01-01T00%3A00%3A00.000Z' +
        '&to=1970-01-31T00%3A00%3A00.000Z&format=csv',
    );
  });
});
