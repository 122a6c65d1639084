const COLLATOR = new Intl.Collator(undefined, { numeric: true });

/** The order of two names, in which Shop 2 comes before Shop 10. */
export const compareNames = COLLATOR.compare;
