import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';

/** A page of a list, as the API has it. */
export interface Page<TNode> {
  nodes: TNode[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/** The pages of a list that were asked for; `refetchMs` for lists that change by themselves. */
export function usePages<TNode>(
  queryKey: QueryKey,
  read: (after: string | null, signal: AbortSignal) => Promise<Page<TNode>>,
  refetchMs?: (nodes: readonly TNode[]) => number | false,
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
    refetchInterval: ({ state }) =>
      refetchMs?.(state.data?.pages.flatMap(({ nodes }) => nodes) ?? []) ?? false,
  });
  return {
    nodes: query.data?.pages.flatMap(({ nodes }) => nodes),
    error: query.error,
    retry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    isReadingMore: query.isFetchingNextPage,
    showMore: () => void query.fetchNextPage(),
  };
}
