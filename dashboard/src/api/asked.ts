import type { QueryPersister } from '@tanstack/react-query';

/** A document and its variables, as they were asked. */
export interface Asked {
  document: string;
  variables: object;
}

/** What was asked under a signal: that of a query of a page. */
const bySignal = new WeakMap<AbortSignal, Asked[]>();

/** What each query of a page asked when it was read last. */
const byQuery = new WeakMap<object, readonly Asked[]>();

/** What is read without a query of a page, by whoever shows it. */
const beside = new Set<readonly Asked[]>();

/** Notes what is asked. */
export function noteAsked(signal: AbortSignal, asked: Asked): void {
  const all = bySignal.get(signal) ?? [];
  // Of the pages of a list, the first one.
  if (!all.some(({ document }) => document === asked.document)) {
    bySignal.set(signal, [...all, asked]);
  }
}

/** Runs a query of a page, and notes what it asked: it stores nothing. */
export const noting: QueryPersister = async (queryFn, context, query) => {
  const data = await queryFn(context);
  const asked = bySignal.get(context.signal);
  if (asked) {
    byQuery.set(query, asked);
  }
  return data;
};

/** Notes what a page shows that is read elsewhere, until the returned function is called. */
export function showBeside(asked: readonly Asked[]): () => void {
  beside.add(asked);
  return () => beside.delete(asked);
}

/** Everything that queries of a page asked, and what is shown beside, each once. */
export function allAsked(queries: readonly object[]): Asked[] {
  const all = [...beside, ...queries.map((query) => byQuery.get(query) ?? [])].flat();
  const seen = new Set<string>();
  return all.filter((asked) => {
    const key = JSON.stringify(asked);
    return !seen.has(key) && seen.add(key);
  });
}
