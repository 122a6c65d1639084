import { useQuery } from '@tanstack/react-query';

import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { LinkButton } from '../../ui/LinkButton';
import { Query } from '../../ui/Query';
import { STATUS_PAGES } from './queries';
import { StatusPageRow } from './StatusPageRow';

/** What the organization shows the public. */
export function StatusPagesPage() {
  const { organization, may } = useSession();
  const query = useQuery({
    queryKey: ['status-pages', organization.id],
    queryFn: ({ signal }) => request(STATUS_PAGES, { organizationId: organization.id }, signal),
  });
  return (
    <>
      <div className="page-head">
        <h1>Status pages</h1>
        {may('MEMBER') && (
          <LinkButton href="/status-pages/new" shortcut="n">
            New status page
          </LinkButton>
        )}
      </div>
      <Query query={query} what="status pages">
        {({ statusPages }) =>
          statusPages.length === 0 ? (
            <NoStatusPage />
          ) : (
            <ul className="list">
              {statusPages.map((page) => (
                <StatusPageRow key={page.id} page={page} />
              ))}
            </ul>
          )
        }
      </Query>
    </>
  );
}

function NoStatusPage() {
  const { may } = useSession();
  return (
    <p className="empty">
      A status page shows the public how chosen websites are, for 90 days back, and what you tell of
      troubles and maintenance. It shows nothing that is not named in it.{' '}
      {may('MEMBER')
        ? 'There is none yet: create one, and look at it before anybody else does.'
        : 'There is none yet; members of the organization can create one.'}
    </p>
  );
}
