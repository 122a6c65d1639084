import { useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';

import type { StatusPageSettingsFragment } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { NotAllowed } from '../../ui/NotAllowed';
import { draftOf, previewUpdateInput, updateInput, type Draft } from './draft';
import { PREVIEW_STATUS_PAGE_UPDATE, UPDATE_STATUS_PAGE } from './queries';
import { StatusPageForm } from './StatusPageForm';
import { WithStatusPage } from './WithStatusPage';

interface Props {
  id: string;
}

/** Changes a status page. */
export function EditStatusPagePage({ id }: Props) {
  return (
    <WithStatusPage id={id} isToEdit>
      {(page) => <Edit page={page} />}
    </WithStatusPage>
  );
}

function Edit({ page }: { page: StatusPageSettingsFragment }) {
  const { may } = useSession();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const { id, title, slug } = page;
  const change = async (draft: Draft) => {
    await request(UPDATE_STATUS_PAGE, { input: updateInput(draft, id) });
    void queries.invalidateQueries({ queryKey: ['status-pages'] });
    go(`/status-pages/${id}`);
  };
  return (
    <>
      <p className="back">
        <Link href={`/status-pages/${id}`}>Back to the status page</Link>
      </p>
      <h1>Edit {title}</h1>
      {may('MEMBER') ? (
        <StatusPageForm
          initial={draftOf(page)}
          isNew={false}
          logoAddress={`/status/${slug}/logo`}
          previewing={{
            key: (draft) => JSON.stringify(previewUpdateInput(draft, id)),
            ask: async (draft, signal) => {
              const input = previewUpdateInput(draft, id);
              const answer = await request(PREVIEW_STATUS_PAGE_UPDATE, { input }, signal);
              return answer.previewStatusPageUpdate;
            },
          }}
          onSave={change}
        />
      ) : (
        <NotAllowed what="change status pages" least="member" />
      )}
    </>
  );
}
