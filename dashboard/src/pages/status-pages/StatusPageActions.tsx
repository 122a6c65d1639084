import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { explain } from '../../api/error';
import { request } from '../../api/request';
import { Confirm } from '../../ui/Confirm';
import { FormProblem } from '../../ui/FormProblem';
import { DELETE_STATUS_PAGE, PUBLISH_STATUS_PAGE, UNPUBLISH_STATUS_PAGE } from './queries';

interface Props {
  page: { id: string; title: string; publishedAt?: string | null };
  /** What follows the deletion. */
  onDeleted?: () => void;
}

/** Publishing a status page or taking it back, and deleting it. */
export function StatusPageActions({ page: { id, title, publishedAt }, onDeleted }: Props) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'unpublish' | 'delete' | null>(null);
  const shown = () => queries.invalidateQueries({ queryKey: ['status-pages'] });
  const publish = useMutation({
    mutationFn: async () => {
      await request(PUBLISH_STATUS_PAGE, { id });
      await shown();
    },
  });
  return (
    <>
      <div className="actions">
        <Button
          variant="default"
          aria-label={`${publishedAt ? 'Unpublish' : 'Publish'} ${title}`}
          loading={publish.isPending}
          onClick={() => (publishedAt ? setAsked('unpublish') : publish.mutate())}
        >
          {publishedAt ? 'Unpublish' : 'Publish'}
        </Button>
        <Button variant="default" aria-label={`Delete ${title}`} onClick={() => setAsked('delete')}>
          Delete
        </Button>
      </div>
      {publish.error && (
        <div className="wide">
          <FormProblem>{explain(publish.error)}</FormProblem>
        </div>
      )}
      {asked === 'unpublish' && (
        <Confirm
          title="Take it back?"
          verb="Unpublish"
          onClose={() => setAsked(null)}
          onConfirm={async () => {
            await request(UNPUBLISH_STATUS_PAGE, { id });
            await shown();
          }}
        >
          <p>{title} becomes a draft again: whoever is no member finds nothing at its address.</p>
        </Confirm>
      )}
      {asked === 'delete' && (
        <Confirm
          title="Delete for ever?"
          verb="Delete"
          isDangerous
          onClose={() => setAsked(null)}
          onConfirm={async () => {
            await request(DELETE_STATUS_PAGE, { id });
            onDeleted?.();
            await queries.invalidateQueries({
              queryKey: ['status-pages'],
              refetchType: onDeleted ? 'none' : 'active',
            });
          }}
        >
          <p>
            The status page {title}, with every incident that was written on it. The websites that
            it shows stay.
          </p>
        </Confirm>
      )}
    </>
  );
}
