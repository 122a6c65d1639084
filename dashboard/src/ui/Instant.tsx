import { useNow } from './Age';
import { exactTime, shortTime } from './time';

interface Props {
  /** Milliseconds of Unix time. */
  at: number;
}

/** An instant: of today its time, else with its day; exact, with zone and UTC, on hover. */
export function Instant({ at }: Props) {
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {shortTime(at, useNow())}
    </time>
  );
}
