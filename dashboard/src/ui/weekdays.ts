/** The days of the week, as the API counts them. */
export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((label, index) => ({
  value: index + 1,
  label,
}));

/** Days of the week in words. */
export function weekdaysText(days: readonly number[]): string {
  const chosen = WEEKDAYS.filter(({ value }) => days.includes(value));
  return chosen.map(({ label }) => label).join(', ');
}
