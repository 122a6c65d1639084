import { hoursOn, type Day } from './month';
import type { Window } from './read-month';

interface Props {
  day: Day;
  isToday: boolean;
  /** What takes place on the day. */
  windows: readonly Window[];
}

/** How much of a day stands in its cell. */
const MOST = 4;

/** A day of the calendar, and what takes place on it. */
export function DayCell({ day, isToday, windows }: Props) {
  return (
    <td className={windows.length === 0 ? 'free' : ''} aria-current={isToday ? 'date' : undefined}>
      <span className="day">{day.number}</span>
      {windows.length > 0 && (
        <ul>
          {windows.slice(0, MOST).map((window) => (
            <li key={`${window.id} ${window.from}`} title={window.title}>
              <span className="hours">{hoursOn(day, window)}</span> <bdi>{window.title}</bdi>
            </li>
          ))}
          {windows.length > MOST && <li>and {windows.length - MOST} more</li>}
        </ul>
      )}
    </td>
  );
}
