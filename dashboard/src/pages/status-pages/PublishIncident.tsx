import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { explain } from '../../api/error';
import { request } from '../../api/request';
import { PUBLISH_PAGE_INCIDENT } from './queries';

interface Props {
  incident: { id: string; title: string };
  /** Whether this is what the page is for. */
  isMain?: boolean;
}

/** Publishes an incident that is a draft. */
export function PublishIncident({ incident: { id, title }, isMain = false }: Props) {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      await request(PUBLISH_PAGE_INCIDENT, { id });
      await queries.invalidateQueries({ queryKey: ['status-pages'] });
    },
    onError: (error) =>
      notifications.show({ title: 'Not published', message: explain(error), autoClose: false }),
  });
  return (
    <Button
      variant={isMain ? 'filled' : 'default'}
      aria-label={`Publish ${title}`}
      loading={isPending}
      onClick={() => mutate()}
    >
      Publish
    </Button>
  );
}
