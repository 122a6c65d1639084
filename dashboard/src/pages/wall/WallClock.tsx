import { LiveLamp } from '../../app/LiveLamp';
import type { WebsiteRow } from '../../live/website-store';
import { useLive } from '../../app/live';
import { Age, useNow } from '../../ui/Age';
import { clockTime } from '../../ui/time';
import { newestCheck } from './wall';

interface Props {
  rows: readonly WebsiteRow[];
}

/** The time of day, and how old the data is. */
export function WallClock({ rows }: Props) {
  const now = useNow();
  const { websites } = useLive();
  // Ticks do not tell the list, so this looks each second.
  const newest = newestCheck(rows.map((row) => websites.row(row.id) ?? row));
  return (
    <div className="wall-clock">
      <time className="clock" dateTime={new Date(now).toISOString()}>
        {clockTime(now)}
      </time>
      <span className="wall-age">
        <LiveLamp />
        {newest !== null && (
          <span className="muted">
            newest check <Age at={newest} />
          </span>
        )}
      </span>
    </div>
  );
}
