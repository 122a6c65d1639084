import { useSession } from '../../app/session';
import { LinkButton } from '../../ui/LinkButton';
import { OWN_TIME_ZONE } from '../../ui/time-zones';
import { MaintenanceList } from './MaintenanceList';
import { MonthCalendar } from './MonthCalendar';

/** Announced work: what goes on, what is to come, and what was. */
export function MaintenancePage() {
  const { may } = useSession();
  return (
    <>
      <div className="page-head">
        <h1>Maintenance</h1>
        {may('MEMBER') && (
          <LinkButton href="/maintenance/new" shortcut="n">
            Announce
          </LinkButton>
        )}
      </div>
      <p className="muted">
        Checks go on, alerts are held, and its time leaves uptime. Times are of your time zone,{' '}
        {OWN_TIME_ZONE}, unless another is named.
      </p>
      <section aria-labelledby="maintenance-now">
        <h2 id="maintenance-now">Now</h2>
        <MaintenanceList state="ACTIVE" />
      </section>
      <section aria-labelledby="maintenance-coming">
        <h2 id="maintenance-coming">Coming</h2>
        <MaintenanceList state="UPCOMING" />
      </section>
      <MonthCalendar />
      <section aria-labelledby="maintenance-past">
        <h2 id="maintenance-past">Past</h2>
        <MaintenanceList state="PAST" />
      </section>
    </>
  );
}
