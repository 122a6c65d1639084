import { useLiveness, useWebsite } from '../../app/live';
import { StatusIcon } from '../../status/StatusIcon';
import { useNow } from '../../ui/Age';
import { Time } from '../../ui/Time';
import { duration } from '../../ui/time';
import { Actions } from './Actions';
import { overdue, verdictOf, type Overview } from './verdict';

interface Props {
  overview: Overview;
}

/** Name, address, tags and state of a website, and what can be done with it. */
export function WebsiteHead({ overview }: Props) {
  const row = useWebsite(overview.id);
  const isStale = useLiveness() === 'stale';
  const { name, url, status, tags } = row ?? overview;
  const { state, since, because } = verdictOf(status, overview);
  const lastCheckedAt = row?.lastTick?.checkedAt ?? overview.ticks.nodes[0]?.checkedAt ?? null;
  const late = overdue(
    status,
    lastCheckedAt === null ? null : Date.parse(lastCheckedAt),
    overview.intervalSecs,
    useNow(),
  );
  return (
    <header className="website-head">
      <div className="who">
        <h1>
          <bdi>{name}</bdi>
        </h1>
        <p className="where">
          <Address url={url} />
          {tags.map(({ text }) => (
            <bdi key={text} className="tag">
              {text}
            </bdi>
          ))}
        </p>
      </div>
      {row && <Actions row={row} />}
      <p className={isStale ? 'verdict stale' : 'verdict'} role="status">
        <StatusIcon status={status} />
        <span>
          <strong>{state}</strong>
          {since !== null && (
            <>
              {' '}
              since <Time at={new Date(since).toISOString()} />
            </>
          )}
          {because && <bdi>: {because}</bdi>}
          {overview.inMaintenance && ' In maintenance: alerts are held.'}
        </span>
      </p>
      {late !== null && (
        <p className="late">
          The last check is {duration(late)} old; one is planned every{' '}
          {duration(overview.intervalSecs * 1_000)}.
        </p>
      )}
    </header>
  );
}

/** A link where a browser can follow the address. */
function Address({ url }: { url: string }) {
  if (!/^https?:/i.test(url)) {
    return <bdi className="address">{url}</bdi>;
  }
  return (
    <a className="address" href={url} target="_blank" rel="noreferrer noopener">
      <bdi>{url}</bdi>
    </a>
  );
}
