import { StatusBars } from '../../status/StatusBars';
import { Part } from '../../ui/Part';
import { checkBars } from './availability';
import { RECENT_CHECKS } from './queries';
import { useWebsiteQuery } from './use-website-query';

/** The newest checks, a bar for each. */
export function RecentChecks({ id }: { id: string }) {
  const query = useWebsiteQuery(RECENT_CHECKS, id, { isMoving: true });
  return (
    <Part title="Last checks" query={query}>
      {({ website: { recentChecks } }) =>
        recentChecks.outcomes.length === 0 ? (
          <p className="nothing">Nothing has been checked yet.</p>
        ) : (
          <StatusBars
            label="Checks"
            bars={checkBars(recentChecks, query.dataUpdatedAt)}
            first={`${recentChecks.outcomes.length} checks`}
            last="newest"
          />
        )
      }
    </Part>
  );
}
