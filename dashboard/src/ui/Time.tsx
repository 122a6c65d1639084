import { useState } from 'react';

import { exactTime, shortTime } from './time';

interface Props {
  /** An instant as the API writes it. */
  at: string;
}

/** An instant: short, and exactly in its title. */
export function Time({ at }: Props) {
  const ms = Date.parse(at);
  const [now] = useState(Date.now);
  return (
    <time dateTime={at} title={exactTime(ms)}>
      {shortTime(ms, now)}
    </time>
  );
}
