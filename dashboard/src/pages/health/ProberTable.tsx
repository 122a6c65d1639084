import { Age } from '../../ui/Age';
import { NumberHeads } from '../../ui/NumberHeads';
import { WideTable } from '../../ui/WideTable';
import type { Prober } from './view';

interface Props {
  region: string;
  probers: readonly Prober[];
}

/** The probers of a region that were there within the last hour. */
export function ProberTable({ region, probers }: Props) {
  if (probers.length === 0) {
    return <p className="nothing">No prober was there within the last hour.</p>;
  }
  const stateOf = ({ alive, impairment }: Prober) => (alive ? (impairment ?? 'Measures') : 'Gone');
  return (
    <WideTable label={`Probers of ${region}`}>
      <thead>
        <tr>
          <th scope="col">Prober</th>
          <th scope="col">State</th>
          <th scope="col">Last heartbeat</th>
          <th scope="col">Version</th>
          <NumberHeads names={['Running', 'Results waiting']} />
        </tr>
      </thead>
      <tbody>
        {probers.map((prober) => (
          <tr key={prober.name}>
            <th scope="row">
              <bdi>{prober.name}</bdi>
            </th>
            <td>{stateOf(prober)}</td>
            <td>
              <Age at={Date.parse(prober.seenAt)} />
            </td>
            <td>{prober.version}</td>
            <td className="number">
              {prober.running} of {prober.capacity.toLocaleString('en-US')}
            </td>
            <td className="number">{prober.waitingResults}</td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}
