import { StatusBars } from '../../status/StatusBars';
import { Part } from '../../ui/Part';
import { uptimePercent } from '../../ui/percent';
import { duration } from '../../ui/time';
import { coverage, dayBars, dayName } from './availability';
import { WEBSITE_AVAILABILITY } from './queries';
import { useWebsiteQuery } from './use-website-query';
import { WINDOWS } from './windows';

/** Uptime of several windows, with how much of them was measured, and the days behind it. */
export function Availability({ id }: { id: string }) {
  const query = useWebsiteQuery(WEBSITE_AVAILABILITY, id);
  return (
    <Part title="Uptime" query={query}>
      {({ website }) => (
        <>
          <dl className="figures">
            {WINDOWS.map(([window, name]) => {
              const { ratio, coverage: share, downSecs } = website[window];
              return (
                <div key={window}>
                  <dt>{name}</dt>
                  <dd className="figure">{uptimePercent(ratio)}</dd>
                  <dd>
                    {downSecs > 0 && `down ${duration(downSecs * 1_000)}, `}
                    {coverage(ratio, share)}
                  </dd>
                </div>
              );
            })}
          </dl>
          <StatusBars
            label="Days"
            bars={dayBars(website.uptimeSeries, Date.parse(website.createdAt))}
            first={dayName(Date.parse(website.uptimeSeries.from))}
            last="today (days of UTC)"
          />
        </>
      )}
    </Part>
  );
}
