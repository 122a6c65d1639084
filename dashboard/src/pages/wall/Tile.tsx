import { useWebsite } from '../../app/live';
import { StatusIcon } from '../../status/StatusIcon';
import { STATUS_NAMES } from '../../status/status';
import { Age, useNow } from '../../ui/Age';
import { clipped } from '../../ui/clipped';
import { duration } from '../../ui/time';
import { lateBy } from './wall';

/** How much of a reason stands in a tile. */
const LONGEST_REASON = 160;

interface Props {
  id: string;
}

/** A website of which something is wrong. */
export function Tile({ id }: Props) {
  const row = useWebsite(id);
  if (!row) {
    return null;
  }
  const { name, status, lastTick } = row;
  const reason = lastTick?.failure?.reason;
  return (
    <li className={`tile ${status.toLowerCase()}`}>
      <span className="tile-status">
        <StatusIcon status={status} /> <span>{STATUS_NAMES[status]}</span>
      </span>
      <bdi className="tile-name">{name}</bdi>
      {reason && <bdi className="tile-reason">{clipped(reason, LONGEST_REASON)}</bdi>}
      {lastTick && (
        <span className="muted">
          checked <Age at={Date.parse(lastTick.checkedAt)} />
        </span>
      )}
    </li>
  );
}

/** A website of which nothing is wrong, unless its last check is old. */
export function SmallTile({ id }: Props) {
  const row = useWebsite(id);
  const now = useNow();
  if (!row) {
    return null;
  }
  const late = lateBy(row, now);
  return (
    <li className={late === null ? '' : 'late'}>
      <StatusIcon status={row.status} />
      <bdi title={`${row.name}: ${STATUS_NAMES[row.status]}`}>{row.name}</bdi>
      {late !== null && <span className="danger-text">{duration(late)} old</span>}
    </li>
  );
}
