import { Link, useLocation } from 'wouter';

import type { StatusPageSettingsFragment } from '../../api/generated/graphql';
import { useSession } from '../../app/session';
import { LinkButton } from '../../ui/LinkButton';
import { PageIncidents } from './PageIncidents';
import { PublicAddress } from './PublicAddress';
import { StatusPageActions } from './StatusPageActions';
import { countText, stateText } from './view';
import { WithStatusPage } from './WithStatusPage';

import './status-pages.css';

interface Props {
  id: string;
}

/** One status page: where it is, who sees it, and what it tells of troubles. */
export function StatusPagePage({ id }: Props) {
  return (
    <>
      <p className="back">
        <Link href="/status-pages">Status pages</Link>
      </p>
      <WithStatusPage id={id}>{(page) => <Details page={page} />}</WithStatusPage>
    </>
  );
}

function Details({ page }: { page: StatusPageSettingsFragment }) {
  const { may } = useSession();
  const [, go] = useLocation();
  return (
    <>
      <div className="page-head with-actions">
        <h1>{page.title}</h1>
        {may('MEMBER') && (
          <div className="actions">
            <LinkButton href={`/status-pages/${page.id}/edit`} shortcut="e">
              Edit
            </LinkButton>
            <StatusPageActions page={page} onDeleted={() => go('/status-pages')} />
          </div>
        )}
      </div>
      <p className="text">
        <PublicAddress page={page} />
      </p>
      <p className="muted">
        {stateText(page)} · {countText(page.components.length)}
      </p>
      <section aria-labelledby="page-open">
        <div className="page-head section-head">
          <h2 id="page-open">Open incidents</h2>
          {may('MEMBER') && (
            <LinkButton href={`/status-pages/${page.id}/incidents/new`} shortcut="n" isMinor>
              Write an incident
            </LinkButton>
          )}
        </div>
        <PageIncidents id={page.id} isOpen />
      </section>
      <section aria-labelledby="page-past">
        <h2 id="page-past">Past incidents</h2>
        <PageIncidents id={page.id} isOpen={false} />
      </section>
    </>
  );
}
