import { useQuery } from '@tanstack/react-query';

import { request } from '../api/request';
import { OPEN_INCIDENTS } from '../pages/incidents/queries';
import { useSession } from './session';

/** How many incidents are open, such as `100+`; null for none, and while nobody knows. */
export function useOpenIncidents(): string | null {
  const { organization } = useSession();
  const { data } = useQuery({
    queryKey: ['incidents', organization.id, 'count'],
    meta: { isAround: true },
    queryFn: ({ signal }) => request(OPEN_INCIDENTS, { organizationId: organization.id }, signal),
  });
  const count = data?.incidents.nodes.length ?? 0;
  if (!data || count === 0) {
    return null;
  }
  return data.incidents.pageInfo.hasNextPage ? `${count}+` : String(count);
}
