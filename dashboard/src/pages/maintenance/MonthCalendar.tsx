import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';

import { useSession } from '../../app/session';
import { useNow } from '../../ui/Age';
import { LinkButton } from '../../ui/LinkButton';
import { Query } from '../../ui/Query';
import { DayCell } from './DayCell';
import { later, monthOf, monthText, onDay, weeksOf } from './month';
import { readMonth } from './read-month';

import './calendar.css';

const NAME = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric' });
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** How often windows are read anew, in milliseconds. */
const READ_EVERY_MS = 60_000;

/** The windows of a month, which the address names. */
export function MonthCalendar() {
  const { organization } = useSession();
  const [params] = useSearchParams();
  const now = useNow();
  const month = monthOf(params.get('month'), now);
  const text = monthText(month);
  const name = NAME.format(new Date(month.year, month.month));
  const query = useQuery({
    queryKey: ['maintenance', organization.id, 'month', text],
    queryFn: ({ signal }) => readMonth(organization.id, month, signal),
    refetchInterval: READ_EVERY_MS,
  });
  const to = (months: number) => `/maintenance?month=${monthText(later(month, months))}`;
  return (
    <section className="calendar" aria-labelledby="maintenance-month">
      <div className="page-head">
        <h2 id="maintenance-month">{name}</h2>
        <div className="actions">
          <LinkButton href={to(-1)} isMinor>
            Earlier
          </LinkButton>
          <LinkButton href={to(1)} isMinor>
            Later
          </LinkButton>
        </div>
      </div>
      <Query query={query} what="month">
        {({ windows, cut }) => (
          <>
            <table aria-label={name}>
              <thead>
                <tr>
                  {WEEKDAYS.map((weekday) => (
                    <th key={weekday} scope="col">
                      {weekday}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {weeksOf(month).map((week, index) => (
                  <tr key={index}>
                    {week.map((day, weekday) =>
                      day ? (
                        <DayCell
                          key={day.number}
                          day={day}
                          isToday={now >= day.from && now < day.to}
                          windows={onDay(day, windows)}
                        />
                      ) : (
                        <td key={`none ${weekday}`} />
                      ),
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
            {windows.length === 0 && <p className="muted">No maintenance in this month.</p>}
            {cut.length > 0 && (
              <p className="muted">
                Not all windows are shown of: <bdi>{cut.join(', ')}</bdi>
              </p>
            )}
          </>
        )}
      </Query>
    </section>
  );
}
