import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';

import { ApiError } from '../../api/error';
import type { StatusPageSettingsFragment } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { Query } from '../../ui/Query';
import { STATUS_PAGE } from './queries';

interface Props {
  id: string;
  /** What is being written must not change under somebody's hands, nor begin with what is old. */
  isToEdit?: boolean;
  children: (page: StatusPageSettingsFragment) => ReactNode;
}

/** Shows a status page once it is read, or why it is not. */
export function WithStatusPage({ id, isToEdit = false, children }: Props) {
  const query = useQuery({
    queryKey: isToEdit ? ['status-page-to-edit', id] : ['status-pages', 'one', id],
    queryFn: ({ signal }) => request(STATUS_PAGE, { id }, signal),
    ...(isToEdit && { staleTime: Infinity, gcTime: 0 }),
  });
  const { data, error } = query;
  if (!data && error instanceof ApiError && ['NOT_FOUND', 'BAD_USER_INPUT'].includes(error.code)) {
    return (
      <>
        <h1>There is no such status page</h1>
        <p>
          It may have been deleted, or it belongs to an organization that you are not in.{' '}
          <Link href="/status-pages">Go to the status pages</Link>
        </p>
      </>
    );
  }
  return (
    <Query query={query} what="status page">
      {({ statusPage }) => children(statusPage)}
    </Query>
  );
}
