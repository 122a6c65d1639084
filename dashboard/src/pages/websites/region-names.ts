import { queryOptions } from '@tanstack/react-query';

import { request } from '../../api/request';
import { REGION_NAMES } from './queries';

/** The regions that there are. */
export const regionNames = queryOptions({
  queryKey: ['regions', 'names'],
  queryFn: ({ signal }) => request(REGION_NAMES, {}, signal),
});
