import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { explain } from '../api/error';
import { Failure } from './Failure';
import { Loading } from './Loading';

interface Props<TData> {
  query: UseQueryResult<TData>;
  /** What is read, such as `sessions`. */
  what: string;
  children: (data: TData) => ReactNode;
}

/** Shows what was read, or that it is being read, or why it cannot be. */
export function Query<TData>({ query, what, children }: Props<TData>) {
  if (query.data !== undefined) {
    return children(query.data);
  }
  return query.error ? (
    <Failure title={`The ${what} cannot be read`} retry={() => void query.refetch()}>
      {explain(query.error)}
    </Failure>
  ) : (
    <Loading what={what} />
  );
}
