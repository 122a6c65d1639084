import { Link } from 'wouter';

import { Time } from '../../ui/Time';
import { judgement, voteInWords, type Verdict } from './history';

interface Props {
  verdicts: readonly Verdict[];
}

/** Why incidents opened and resolved, and why none did where regions failed. */
export function Verdicts({ verdicts }: Props) {
  if (verdicts.length === 0) {
    return <p className="nothing">No region has failed, so there was nothing to decide.</p>;
  }
  return (
    <ol className="entries two">
      {verdicts.map((verdict) => {
        const { kind, firstAt, lastAt, count, votes, incidentId } = verdict;
        return (
          <li key={`${kind} ${firstAt} ${incidentId ?? ''}`}>
            <Time at={firstAt} />
            <span>
              {judgement(verdict)}
              {count > 1 && (
                <>
                  {' '}
                  Judged {count} times, last at <Time at={lastAt} />.
                </>
              )}
              {incidentId && (
                <>
                  {' '}
                  <Link href={`/incidents/${incidentId}`}>The incident</Link>
                </>
              )}
              <bdi className="votes">{votes.map(voteInWords).join('; ')}</bdi>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
