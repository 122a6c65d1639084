import { expect, test } from 'vitest';

import { hoursOn, later, monthOf, monthText, onDay, spanOf, weeksOf } from './month';

const at = (day: number, hour = 0) => new Date(2026, 10, day, hour).getTime();

test('an address names a month, and nothing that is none', () => {
  expect(monthOf('2026-02', at(3))).toEqual({ year: 2026, month: 1 });
  for (const text of [null, '', '2026-13', '2026-00', 'x', '2026-1']) {
    expect(monthOf(text, at(3))).toEqual({ year: 2026, month: 10 });
  }
  expect(monthText({ year: 2026, month: 0 })).toBe('2026-01');
  expect(monthText(later({ year: 2026, month: 11 }, 1))).toBe('2027-01');
  expect(monthText(later({ year: 2026, month: 0 }, -1))).toBe('2025-12');
});

test('weeks begin on Monday and hold each day once', () => {
  // The first of November 2026 is a Sunday.
  const weeks = weeksOf({ year: 2026, month: 10 });
  expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7, 7]);
  expect(weeks[0]?.map((day) => day?.number ?? 0)).toEqual([0, 0, 0, 0, 0, 0, 1]);
  const days = weeks.flat().filter((day) => day !== null);
  expect(days.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
  const { from, to } = spanOf({ year: 2026, month: 10 });
  expect([days[0]?.from, days.at(-1)?.to]).toEqual([from, to]);
  expect(weeksOf({ year: 2027, month: 1 })).toHaveLength(4);
});

test('what reaches over midnight is on both days', () => {
  const night = { from: at(3, 22), to: at(4, 2) };
  const early = { from: at(4, 1), to: at(4, 3) };
  const [third, fourth, fifth] = [3, 4, 5].map((day) => ({ from: at(day), to: at(day + 1) }));
  if (!third || !fourth || !fifth) {
    throw new Error('three days');
  }
  expect(onDay(third, [early, night])).toEqual([night]);
  expect(onDay(fourth, [early, night])).toEqual([night, early]);
  expect(onDay(fifth, [early, night])).toEqual([]);
  expect(hoursOn(third, night)).toBe('from 22:00');
  expect(hoursOn(fourth, night)).toBe('until 02:00');
  expect(hoursOn(fourth, early)).toBe('01:00–03:00');
  expect(hoursOn(fourth, { from: at(3), to: at(6) })).toBe('all day');
});
