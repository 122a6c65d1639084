import { useMutation, useQueryClient } from '@tanstack/react-query';

import { useLive } from '../app/live';
import { useSession } from '../app/session';
import { readAll } from '../live/websites';
import { placeError } from '../ui/place-error';
import { FIELDS } from './settings-change';
import { start, type Change } from './start';

type Place = Parameters<typeof import('./settings-change').settingOf>[0];

/** Starts a change from a dialog, which is closed once the first websites are changed. */
export function useBulkForm<T>(
  change: (place: Place, wanted: T) => Promise<Change>,
  onClose: () => void,
) {
  const { organization } = useSession();
  const { websites, bulk } = useLive();
  const organizationId = organization.id;
  const queries = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: async (wanted: T) => {
      const refresh = () =>
        Promise.all([
          readAll(websites, organizationId, new AbortController().signal),
          queries.invalidateQueries({ queryKey: ['websites'] }),
        ]);
      await start(bulk, await change({ organizationId, refresh }, wanted));
    },
    onSuccess: onClose,
  });
  return { mutate, isPending, placed: placeError(error, FIELDS) };
}
