import type { WebsiteStatus } from '../../api/generated/graphql';
import { StatusIcon } from '../../status/StatusIcon';
import { BY_SEVERITY, STATUS_NAMES } from '../../status/status';

interface Props {
  counts: ReadonlyMap<WebsiteStatus, number>;
  total: number;
  chosen: WebsiteStatus | null;
  onChoose: (status: WebsiteStatus | null) => void;
}

/** How many websites have each status; a counter is a filter. */
export function StatusCounters({ counts, total, chosen, onChoose }: Props) {
  const there = BY_SEVERITY.filter((status) => counts.has(status) || status === chosen);
  return (
    <div className="counters" role="group" aria-label="Filter by status">
      <button type="button" aria-pressed={chosen === null} onClick={() => onChoose(null)}>
        {total} in all
      </button>
      {there.map((status) => (
        <button
          key={status}
          type="button"
          aria-pressed={chosen === status}
          onClick={() => onChoose(chosen === status ? null : status)}
        >
          <StatusIcon status={status} />
          {counts.get(status) ?? 0} {STATUS_NAMES[status].toLowerCase()}
        </button>
      ))}
    </div>
  );
}
