import { NumberHeads } from '../../ui/NumberHeads';
import { WideTable } from '../../ui/WideTable';
import { milliseconds } from '../../ui/milliseconds';
import { PHASES, type Latency } from './latency';
import { PhaseBar } from './PhaseBar';

interface Props {
  latency: Latency;
}

/** What response times are made of. */
export function PhaseTable({ latency }: Props) {
  const means = PHASES.map(([phase]) => [phase, latency.phases[phase].meanMs ?? null] as const);
  return (
    <>
      <PhaseBar label="Mean of each phase" phases={means} />
      <WideTable label="Phases">
        <thead>
          <tr>
            <th scope="col">Phase</th>
            <NumberHeads names={['Checks', 'Mean', 'p50', 'p95', 'p99']} />
          </tr>
        </thead>
        <tbody>
          {PHASES.map(([phase, name]) => {
            const { count, meanMs, p50Ms, p95Ms, p99Ms } = latency.phases[phase];
            return (
              <tr key={phase}>
                <th scope="row">
                  <span className={`swatch ${phase}`} aria-hidden="true" />
                  {name}
                </th>
                <td className="number">{count}</td>
                <td className="number">{milliseconds(meanMs)}</td>
                <td className="number">{milliseconds(p50Ms)}</td>
                <td className="number">{milliseconds(p95Ms)}</td>
                <td className="number">{milliseconds(p99Ms)}</td>
              </tr>
            );
          })}
        </tbody>
      </WideTable>
    </>
  );
}
