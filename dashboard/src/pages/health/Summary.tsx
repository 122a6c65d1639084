import { explain } from '../../api/error';
import { useLiveness } from '../../app/live';
import { StatusIcon } from '../../status/StatusIcon';
import { Age } from '../../ui/Age';
import { STATUS_OF } from './condition';
import { summaryOf, versionsOf, type RegionState } from './view';

interface Props {
  states: readonly RegionState[];
  /** When it was read, in milliseconds of Unix time. */
  readAt: number;
  /** Why it could not be read anew. */
  error: unknown;
}

/** Everything in one sentence, how old that is, and what runs. */
export function Summary({ states, readAt, error }: Props) {
  const isOld = useLiveness() === 'stale' || Boolean(error);
  const versions = versionsOf(states);
  const [only] = versions;
  const worst = states[0]?.condition;
  return (
    <section className="health-summary" aria-label="In short">
      <p className={isOld ? 'sentence stale' : 'sentence'} role="status">
        <StatusIcon status={worst ? STATUS_OF[worst] : 'PENDING'} />
        <strong>{summaryOf(states)}</strong>
      </p>
      <p className="muted">
        Read <Age at={readAt} />.{Boolean(error) && ` ${explain(error)}`}
        {versions.length === 1 && only && ` Every prober runs version ${only[0]}.`}
        {versions.length > 1 &&
          ` Probers run different versions: ${versions
            .map(([version, count]) => `${version} (${count})`)
            .join(', ')}.`}
      </p>
    </section>
  );
}
