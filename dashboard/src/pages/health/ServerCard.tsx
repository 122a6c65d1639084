import { milliseconds } from '../../ui/milliseconds';
import { Age } from '../../ui/Age';
import { duration } from '../../ui/time';
import { sentence, type Instance } from './view';

interface Props {
  instance: Instance;
  now: number;
}

/** What the server that answers runs, and what it observes to be wrong. */
export function ServerCard({ instance, now }: Props) {
  const { version, observedAt, schedulerLatenessMs, troubles } = instance;
  return (
    <section className="card server" aria-label="The server">
      <h2>The server</h2>
      {troubles.length > 0 ? (
        <ul className="gaps" aria-label="What is wrong">
          {troubles.map(({ kind, region, text, since }) => (
            <li key={`${kind} ${region ?? ''}`}>
              {region !== null && (
                <>
                  <bdi>{region}</bdi>:{' '}
                </>
              )}
              <bdi>{sentence(text)}</bdi>{' '}
              <span className="muted">For {duration(now - Date.parse(since))}.</span>
            </li>
          ))}
        </ul>
      ) : (
        <p>{observedAt ? 'It observes no trouble.' : 'It has not observed itself yet.'}</p>
      )}
      <dl className="facts">
        <dt>Version</dt>
        <dd>{version}</dd>
        <dt>Observed</dt>
        <dd>{observedAt ? <Age at={Date.parse(observedAt)} /> : '–'}</dd>
        <dt>Checks reach the queue after</dt>
        <dd>
          {schedulerLatenessMs === null
            ? 'known to the replica that schedules'
            : milliseconds(schedulerLatenessMs)}
        </dd>
      </dl>
    </section>
  );
}
