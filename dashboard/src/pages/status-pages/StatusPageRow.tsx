import { Link } from 'wouter';

import type { StatusPageRowFragment } from '../../api/generated/graphql';
import { useSession } from '../../app/session';
import { PublicAddress } from './PublicAddress';
import { StatusPageActions } from './StatusPageActions';
import { countText, stateText } from './view';

interface Props {
  page: StatusPageRowFragment;
}

/** A status page: where it is, who sees it, and how much it shows. */
export function StatusPageRow({ page }: Props) {
  const { may } = useSession();
  const { id, title, components } = page;
  return (
    <li>
      <div className="what">
        <Link href={`/status-pages/${id}`} className="title" title={title}>
          {title}
        </Link>
        <PublicAddress page={page} />
        <span className="reason muted">
          {stateText(page)} · {countText(components.length)}
        </span>
      </div>
      {may('MEMBER') && <StatusPageActions page={page} />}
    </li>
  );
}
