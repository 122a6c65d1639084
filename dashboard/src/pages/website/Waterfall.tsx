import { WideTable } from '../../ui/WideTable';
import { milliseconds } from '../../ui/milliseconds';
import { waterfall, type Check, type Evidence } from './checks';

interface Props {
  /** Requests of the check; none are recorded of a check that was up. */
  hops: Evidence['hops'];
  /** Phases of the check as a whole. */
  phases: Check['phases'];
}

/** What happened one after the other, and how long it took. */
export function Waterfall({ hops, phases }: Props) {
  const requests = hops.length > 0 ? hops.map((hop) => hop.phases) : phases ? [phases] : [];
  const { falls, totalMs } = waterfall(requests);
  if (totalMs === 0) {
    return <p className="nothing">No phase was measured.</p>;
  }
  return (
    <WideTable label="Phases of the check">
      <thead>
        <tr>
          <th scope="col">Phase</th>
          <th scope="col">When, of {milliseconds(totalMs)}</th>
          <th scope="col" className="number">
            Took
          </th>
        </tr>
      </thead>
      {falls.map((hop, index) => (
        <tbody key={index}>
          {hops[index] && <HopRow hop={hops[index]} />}
          {hop.map(({ phase, name, startMs, ms }) => (
            <tr key={phase}>
              <th scope="row">{name}</th>
              <td className="fall">
                <svg
                  className="phase-bar"
                  viewBox="0 0 1000 16"
                  preserveAspectRatio="none"
                  aria-hidden="true"
                >
                  <rect
                    className={phase}
                    x={(1_000 * startMs) / totalMs}
                    width={Math.max((1_000 * ms) / totalMs, 2)}
                    height="16"
                  />
                </svg>
              </td>
              <td className="number">{milliseconds(ms)}</td>
            </tr>
          ))}
        </tbody>
      ))}
    </WideTable>
  );
}

function HopRow({ hop }: { hop: Evidence['hops'][number] }) {
  return (
    <tr>
      <th scope="rowgroup" colSpan={3} className="hop">
        <bdi>{hop.url}</bdi>
        {hop.httpStatus !== null && `: ${hop.httpStatus}`}
        {hop.address !== null && (
          <>
            {' '}
            from <bdi>{hop.address}</bdi>
          </>
        )}
      </th>
    </tr>
  );
}
