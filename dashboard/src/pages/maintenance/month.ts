/** A month of the reader's calendar. */
export interface Month {
  year: number;
  /** 0 is January. */
  month: number;
}

/** When something takes place, in milliseconds of Unix time. */
export interface Span {
  from: number;
  to: number;
}

const PATTERN = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** The month that an address names, such as `2026-12`; else that of `now`. */
export function monthOf(text: string | null, now: number): Month {
  const [, year, month] = PATTERN.exec(text ?? '') ?? [];
  if (year !== undefined && month !== undefined) {
    return { year: Number(year), month: Number(month) - 1 };
  }
  const today = new Date(now);
  return { year: today.getFullYear(), month: today.getMonth() };
}

/** How an address names a month. */
export function monthText({ year, month }: Month): string {
  return `${String(year).padStart(4, '0')}-${String(month + 1).padStart(2, '0')}`;
}

/** The month so many months later. */
export function later({ year, month }: Month, months: number): Month {
  const first = new Date(year, month + months, 1);
  return { year: first.getFullYear(), month: first.getMonth() };
}

/** From the first instant of a month until the first one after it. */
export function spanOf({ year, month }: Month): Span {
  return {
    from: new Date(year, month, 1).getTime(),
    to: new Date(year, month + 1, 1).getTime(),
  };
}

/** A day of a month, from its first instant until the first one after it. */
export interface Day extends Span {
  number: number;
}

/** The weeks of a month, from Monday on; null for days of other months. */
export function weeksOf({ year, month }: Month): (Day | null)[][] {
  const before = (new Date(year, month, 1).getDay() + 6) % 7;
  const count = new Date(year, month + 1, 0).getDate();
  const weeks = Math.ceil((before + count) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => {
      const number = week * 7 + weekday - before + 1;
      if (number < 1 || number > count) {
        return null;
      }
      return {
        number,
        from: new Date(year, month, number).getTime(),
        to: new Date(year, month, number + 1).getTime(),
      };
    }),
  );
}

/** What takes place on a day, by its beginning. */
export function onDay<TSpan extends Span>(day: Span, spans: readonly TSpan[]): TSpan[] {
  return spans
    .filter(({ from, to }) => from < day.to && to > day.from)
    .sort((a, b) => a.from - b.from);
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** When on a day something takes place, such as `from 22:00`, as it reaches over midnight. */
export function hoursOn(day: Span, { from, to }: Span): string {
  const [begins, ends] = [from >= day.from, to <= day.to];
  if (begins && ends) {
    return `${CLOCK.format(from)}–${CLOCK.format(to)}`;
  }
  if (begins) {
    return `from ${CLOCK.format(from)}`;
  }
  return ends ? `until ${CLOCK.format(to)}` : 'all day';
}
