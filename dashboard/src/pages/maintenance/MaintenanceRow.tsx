import type { MaintenanceRowFragment } from '../../api/generated/graphql';
import { useSession } from '../../app/session';
import { Time } from '../../ui/Time';
import { MaintenanceActions } from './MaintenanceActions';
import { ruleText, subject } from './view';

interface Props {
  maintenance: MaintenanceRowFragment;
}

/** What is announced, for which websites, and when. */
export function MaintenanceRow({ maintenance }: Props) {
  const { may } = useSession();
  const { title, publicTitle, from, to, currentWindow, nextWindow, cancelledAt } = maintenance;
  const rule = ruleText(maintenance);
  return (
    <li>
      <div className="what">
        <span className="title" title={title}>
          {title}
        </span>
        <span className="reason">
          {rule}
          {from && to && (
            <>
              <Time at={from} /> to <Time at={to} />
            </>
          )}
        </span>
        <span className="reason muted">For {subject(maintenance)}</span>
        {publicTitle && <span className="reason muted">On status pages: {publicTitle}</span>}
      </div>
      <span className="muted">
        {currentWindow && (
          <>
            goes on until <Time at={currentWindow.to} />
          </>
        )}
        {!currentWindow && nextWindow && (
          <>
            next at <Time at={nextWindow.from} />
          </>
        )}
        {cancelledAt && (
          <>
            cancelled <Time at={cancelledAt} />
          </>
        )}
      </span>
      {may('MEMBER') && <MaintenanceActions maintenance={maintenance} />}
    </li>
  );
}
