import { StatusIcon } from '../../status/StatusIcon';
import { STATUS_NAMES } from '../../status/status';
import { useNow } from '../../ui/Age';
import { Time } from '../../ui/Time';
import { lasted, type Change } from './history';

interface Props {
  changes: readonly Change[];
}

/** Which statuses the website had, and for how long. */
export function Changes({ changes }: Props) {
  const now = useNow();
  if (changes.length === 0) {
    return <p className="nothing">Its status has not changed yet.</p>;
  }
  return (
    <ol className="entries">
      {changes.map((change) => (
        <li key={change.from}>
          <Time at={change.from} />
          <span className="state">
            <StatusIcon status={change.status} /> <span>{STATUS_NAMES[change.status]}</span>
          </span>
          <span>{lasted(change, now)}</span>
        </li>
      ))}
    </ol>
  );
}
