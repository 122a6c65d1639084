import type { TrialFragment } from '../../api/generated/graphql';
import { StatusIcon } from '../../status/StatusIcon';
import { STATUS_NAMES } from '../../status/status';
import { Findings } from '../../ui/Findings';
import { milliseconds } from '../../ui/milliseconds';
import { Raw } from '../../ui/Raw';

interface Props {
  trial: TrialFragment;
}

/** What a region found in a try. */
export function TrialResult({ trial: { region, result } }: Props) {
  if (!result) {
    return (
      <li>
        <bdi>{region}</bdi> did not answer in time.
      </li>
    );
  }
  const { outcome, httpStatus, responseTimeMs, failure, evidence, tls } = result;
  const daysLeft = tls?.chain[0]?.daysLeft;
  return (
    <li>
      <div className="trial-head">
        <StatusIcon status={outcome} />
        <strong>{STATUS_NAMES[outcome]}</strong>
        <bdi>{region}</bdi>
        <span className="number">{milliseconds(responseTimeMs)}</span>
      </div>
      {failure && (
        <p className="text">
          <bdi>{failure.reason}</bdi>
        </p>
      )}
      <p className="muted">
        {[
          typeof httpStatus === 'number' ? `Status ${httpStatus}` : null,
          tls?.version ?? null,
          typeof daysLeft === 'number' ? `certificate for ${daysLeft} more days` : null,
          tls?.problem ?? null,
        ]
          .filter((part) => part !== null)
          .join(', ')}
      </p>
      {evidence && (
        <details>
          <summary>What it saw</summary>
          {evidence.findings.length > 0 && <Findings findings={evidence.findings} />}
          {evidence.head && <Raw title={`Head of the answer to ${region}`}>{evidence.head}</Raw>}
          {evidence.body && (
            <Raw title={`Beginning of the body for ${region}`}>{evidence.body}</Raw>
          )}
        </details>
      )}
    </li>
  );
}
