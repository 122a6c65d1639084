import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';

import { explain } from '../../api/error';
import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { FormProblem } from '../../ui/FormProblem';
import { DRAFT_PAGE_INCIDENTS, STATUS_PAGES } from '../status-pages/queries';

interface Props {
  /** The incident of a website. */
  id: string;
}

/** Drafts what status pages tell of an incident, and leads to the drafts. */
export function DraftForStatusPages({ id }: Props) {
  const { organization } = useSession();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: async () => {
      const drafted = await request(DRAFT_PAGE_INCIDENTS, { id });
      const { statusPages } = await request(STATUS_PAGES, { organizationId: organization.id });
      return drafted.draftStatusPageIncidents.map((draft) => ({
        ...draft,
        page: statusPages.find((page) => page.id === draft.statusPageId)?.title ?? '',
      }));
    },
    onSuccess: (drafts) => {
      void queries.invalidateQueries({ queryKey: ['status-pages'] });
      const [first] = drafts;
      if (first && drafts.length === 1) {
        go(`/status-pages/incidents/${first.id}`);
      }
    },
  });
  return (
    <>
      <h2>What the public is told</h2>
      <p className="muted">
        A draft has the words of each status page that shows the website; nobody reads it until it
        is published.
      </p>
      <div className="actions">
        <Button variant="default" loading={isPending} onClick={() => mutate()}>
          Draft for status pages
        </Button>
      </div>
      <FormProblem>{error && explain(error)}</FormProblem>
      {data && data.length > 1 && (
        <ul className="list" aria-label="Drafts">
          {data.map((draft) => (
            <li key={draft.id}>
              <div className="what">
                <Link href={`/status-pages/incidents/${draft.id}`} className="title">
                  {draft.page}
                </Link>
                <span className="muted">{draft.title}</span>
              </div>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
