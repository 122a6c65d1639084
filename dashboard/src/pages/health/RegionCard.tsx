import { useId } from 'react';

import { StatusIcon } from '../../status/StatusIcon';
import { STATUS_OF } from './condition';
import { ProberTable } from './ProberTable';
import { QueueFacts } from './QueueFacts';
import { CONDITIONS, type RegionState } from './view';

interface Props {
  state: RegionState;
  now: number;
}

/** A region: whether it works, what is wrong, its probers and its backlog. */
export function RegionCard({ state, now }: Props) {
  const { name, condition, problems, probers, queue } = state;
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <div className="region-head">
        <h2 id={id}>
          <bdi>{name}</bdi>
        </h2>
        <span className="state">
          <StatusIcon status={STATUS_OF[condition]} /> <span>{CONDITIONS[condition].name}</span>
        </span>
      </div>
      {problems.map((problem) => (
        <p key={problem}>{problem}</p>
      ))}
      {probers && <ProberTable region={name} probers={probers} />}
      {queue && <QueueFacts queue={queue} now={now} />}
    </section>
  );
}
