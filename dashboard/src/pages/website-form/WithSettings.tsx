import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { ApiError } from '../../api/error';
import type { WebsiteSettingsFragment } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { Query } from '../../ui/Query';
import { NotFound } from '../NotFound';
import { WEBSITE_TO_EDIT } from './queries';

interface Props {
  id: string;
  children: (website: WebsiteSettingsFragment) => ReactNode;
}

/** Shows something once the settings of a website are read, as they are now. */
export function WithSettings({ id, children }: Props) {
  const query = useQuery({
    queryKey: ['website', id, 'settings'],
    queryFn: ({ signal }) => request(WEBSITE_TO_EDIT, { id }, signal),
    // What is being written must not change under somebody's hands, nor begin with what is old.
    staleTime: Infinity,
    gcTime: 0,
  });
  const { error } = query;
  if (error instanceof ApiError && ['NOT_FOUND', 'BAD_USER_INPUT'].includes(error.code)) {
    return <NotFound />;
  }
  return (
    <Query query={query} what="settings of the website">
      {({ website }) => children(website)}
    </Query>
  );
}
