import type { OperationQuery } from '../../api/generated/graphql';
import { duration } from '../../ui/time';
import { ageOf } from './view';

type Queue = NonNullable<OperationQuery['regions'][number]['queue']>;

interface Props {
  queue: Queue;
  now: number;
}

/** How much waits in a region, and for how long. */
export function QueueFacts({ queue: { checks, results, dead }, now }: Props) {
  const waiting = ({ entries, oldestAt }: { entries: number; oldestAt: string | null }) =>
    entries === 0 ? 'none' : `${entries}, the oldest for ${duration(ageOf(oldestAt, now))}`;
  return (
    <dl className="facts">
      <dt>Checks to run or running</dt>
      <dd>{waiting(checks)}</dd>
      <dt>Results to record</dt>
      <dd>{waiting(results)}</dd>
      <dt>Messages that could not be processed</dt>
      <dd>{waiting(dead)}</dd>
    </dl>
  );
}
