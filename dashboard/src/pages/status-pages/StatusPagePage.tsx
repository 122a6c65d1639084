import { Link, useLocation } from 'wouter';

import type { StatusPageSettingsFragment } from '../../api/generated/graphql';
import { useSession } from '../../app/session';
import { LinkButton } from '../../ui/LinkButton';
import { PublicAddress } from './PublicAddress';
import { StatusPageActions } from './StatusPageActions';
import { countText, stateText } from './view';
import { WithStatusPage } from './WithStatusPage';

interface Props {
  id: string;
}

/** One status page: where it is, and who sees it. */
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
      <div className="page-head">
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
    </>
  );
}
