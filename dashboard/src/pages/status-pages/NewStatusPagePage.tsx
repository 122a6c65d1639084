import { useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';

import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { NotAllowed } from '../../ui/NotAllowed';
import { createInput, NEW, previewInput, type Draft } from './draft';
import { CREATE_STATUS_PAGE, PREVIEW_STATUS_PAGE } from './queries';
import { StatusPageForm } from './StatusPageForm';

/** Creates a status page. */
export function NewStatusPagePage() {
  const { organization, may } = useSession();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const create = async (draft: Draft) => {
    const input = createInput(draft, organization.id);
    const { createStatusPage } = await request(CREATE_STATUS_PAGE, { input });
    void queries.invalidateQueries({ queryKey: ['status-pages'] });
    go(`/status-pages/${createStatusPage.id}`, { replace: true });
  };
  return (
    <>
      <p className="back">
        <Link href="/status-pages">Status pages</Link>
      </p>
      <h1>New status page</h1>
      {may('MEMBER') ? (
        <StatusPageForm
          initial={NEW}
          isNew
          logoAddress={null}
          previewing={{
            key: (draft) => JSON.stringify(previewInput(draft, organization.id)),
            ask: async (draft, signal) => {
              const input = previewInput(draft, organization.id);
              return (await request(PREVIEW_STATUS_PAGE, { input }, signal)).previewStatusPage;
            },
          }}
          onSave={create}
        />
      ) : (
        <NotAllowed what="create status pages" least="member" />
      )}
    </>
  );
}
