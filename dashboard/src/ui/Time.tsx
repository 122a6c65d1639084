import { useNow } from './Age';
import { exactTime, shortTime } from './time';

interface Props {
  /** An instant as the API writes it. */
  at: string;
}

/** An instant: of today its time, else with its day; exact, with zone and UTC, on hover. */
export function Time({ at }: Props) {
  const ms = Date.parse(at);
  return (
    <time dateTime={at} title={exactTime(ms)}>
      {shortTime(ms, useNow())}
    </time>
  );
}
