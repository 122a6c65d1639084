import { useQuery, useQueryClient } from '@tanstack/react-query';

import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { ORGANIZATION } from './queries';

/** What the organization page shows, as much of it as the role may see. */
export function useOrganization() {
  const { organization, may } = useSession();
  const { id } = organization;
  const isAdmin = may('ADMIN');
  return useQuery({
    queryKey: ['organization', id, isAdmin],
    queryFn: ({ signal }) => request(ORGANIZATION, { id, isAdmin }, signal),
  });
}

/** Reads the organization again, and which organizations there are. */
export function useReread() {
  const queries = useQueryClient();
  return {
    organization: () => queries.invalidateQueries({ queryKey: ['organization'] }),
    session: () => queries.invalidateQueries({ queryKey: ['session'] }),
  };
}
