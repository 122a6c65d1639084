/** The windows that uptime and ledger are shown for, by their names in the answer. */
export const WINDOWS = [
  ['day', 'Last 24 hours'],
  ['week', 'Last 7 days'],
  ['month', 'Last 30 days'],
  ['quarter', 'Last 90 days'],
] as const;
