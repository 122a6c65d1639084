import { expect, test } from 'vitest';

import type { MaintenanceRowFragment } from '../../api/generated/graphql';
import { createInput, newDraft } from './draft';
import { ruleText, subject } from './view';

const NO_RULE = { daily: null, weekly: null, monthly: null, cron: null };

const ROW: MaintenanceRowFragment = {
  id: 'm',
  title: 'Move',
  publicTitle: null,
  websiteIds: null,
  tags: null,
  from: null,
  to: null,
  rule: null,
  timeZone: 'Europe/Berlin',
  state: 'UPCOMING',
  currentWindow: null,
  nextWindow: null,
  cancelledAt: null,
};

test('new maintenance is an hour from the next full one on, over midnight too', () => {
  const draft = newDraft('UTC', new Date(2026, 11, 31, 22, 20));
  expect(draft).toMatchObject({ from: '2026-12-31T23:00', to: '2027-01-01T00:00' });
  expect(createInput({ ...draft, title: 'Move' }, 'o')).toEqual({
    organizationId: 'o',
    title: 'Move',
    publicTitle: null,
    publicText: null,
    timeZone: 'UTC',
    websiteIds: null,
    tags: null,
    from: '2026-12-31T23:00',
    to: '2027-01-01T00:00',
  });
});

test('the public reads what is written for it', () => {
  const draft = { ...newDraft('UTC', new Date()), title: 'Move', publicTitle: ' New servers ' };
  expect(createInput({ ...draft, publicText: 'It is *fast* then' }, 'o')).toMatchObject({
    title: 'Move',
    publicTitle: 'New servers',
    publicText: 'It is *fast* then',
  });
});

test('maintenance by a rule has that rule, and no beginning of its own', () => {
  const draft = { ...newDraft('UTC', new Date()), title: 'Move', monthDays: '1, 15 31' };
  expect(createInput({ ...draft, frequency: 'monthly' }, 'o')).toMatchObject({
    rule: { monthly: { days: [1, 15, 31], from: '02:00', to: '03:00' } },
  });
  const weekly = createInput({ ...draft, frequency: 'weekly', weekdays: [1, 3] }, 'o');
  expect(weekly.rule).toEqual({ weekly: { days: [1, 3], from: '02:00', to: '03:00' } });
  expect(weekly).not.toHaveProperty('from');
  const cron = createInput({ ...draft, frequency: 'cron', minutes: '90' }, 'o');
  expect(cron.rule).toEqual({ cron: { expression: '0 2 * * 1', durationSecs: 5_400 } });
});

test('rules are told in words, with their time zone', () => {
  const times = { from: '02:00', to: '03:00' };
  expect(ruleText(ROW)).toBeNull();
  expect(ruleText({ ...ROW, rule: { ...NO_RULE, weekly: { days: [1, 3], ...times } } })).toBe(
    'Mon, Wed, 02:00 to 03:00, Europe/Berlin',
  );
  expect(
    ruleText({ ...ROW, rule: { ...NO_RULE, cron: { expression: '0 2 * * 1', durationSecs: 60 } } }),
  ).toBe('0 2 * * 1 for 1 min, Europe/Berlin');
});

test('what it is for is told', () => {
  expect(subject(ROW)).toBe('all websites');
  expect(subject({ ...ROW, websiteIds: ['w'], tags: [{ text: 'team:a' }] })).toBe(
    '1 website, those tagged team:a among them',
  );
});
