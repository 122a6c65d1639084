import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { request } from '../../api/request';
import type { TypedDocumentString } from '../../api/generated/graphql';
import { useWebsite } from '../../app/live';

/** How often what ends now is read anew though nothing was heard of it, in milliseconds. */
const READ_EVERY_MS = 60_000;

/** The least time between two readings that ticks ask for, in milliseconds. */
const CALM_MS = 1_000;

/** Which parts of the page are read anew at each tick; the others only when the status changes. */
const MOVING = 'moving';

interface Options<TVariables> {
  /** The variables apart from the website. */
  variables?: Omit<TVariables, 'id'>;
  /** Whether each tick changes it. */
  isMoving?: boolean;
}

/** Reads a part of a website's page; `useFreshness` says when it is read anew. */
export function useWebsiteQuery<TData, TVariables extends { id: string }>(
  document: TypedDocumentString<TData, TVariables>,
  id: string,
  { variables, isMoving = false }: Options<TVariables> = {},
): UseQueryResult<TData> {
  return useQuery({
    queryKey: ['website', id, isMoving ? MOVING : 'still', document.toString(), variables],
    queryFn: ({ signal }) =>
      request(document, { ...variables, id } as unknown as TVariables, signal),
    refetchInterval: READ_EVERY_MS,
    placeholderData: (before) => before,
  });
}

/** Reads the page of a website anew when its status changes, and what moves at each tick. */
export function useFreshness(id: string): void {
  const queries = useQueryClient();
  const row = useWebsite(id);
  const status = row?.status;
  const checkedAt = row?.lastTick?.checkedAt;
  const known = useRef({ status, checkedAt });
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  useEffect(() => {
    const before = known.current;
    known.current = { status, checkedAt };
    if (before.status !== undefined && before.status !== status) {
      void queries.invalidateQueries({ queryKey: ['website', id] });
    } else if (before.checkedAt !== checkedAt) {
      timer.current ??= setTimeout(() => {
        timer.current = null;
        void queries.invalidateQueries({ queryKey: ['website', id, MOVING] });
      }, CALM_MS);
    }
  }, [queries, id, status, checkedAt]);

  useEffect(
    () => () => {
      if (timer.current !== null) {
        clearTimeout(timer.current);
        timer.current = null;
      }
    },
    [],
  );
}
