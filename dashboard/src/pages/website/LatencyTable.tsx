import { useState } from 'react';

import { NumberHeads } from '../../ui/NumberHeads';
import { Time } from '../../ui/Time';
import { WideTable } from '../../ui/WideTable';
import { milliseconds } from '../../ui/milliseconds';
import type { LatencySeries } from './latency';

interface Props {
  series: LatencySeries;
}

/** The numbers of the chart, for whoever does not see it. */
export function LatencyTable({ series }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The numbers as a table</summary>
      {isOpen && (
        <WideTable label="Response times">
          <thead>
            <tr>
              <th scope="col">From</th>
              <NumberHeads names={['Checks', 'p50', 'p95', 'p99']} />
            </tr>
          </thead>
          <tbody>
            {series.at.map((at, index) => (
              <tr key={at}>
                <th scope="row">
                  <Time at={at} />
                </th>
                <td className="number">{series.counts[index]}</td>
                <td className="number">{milliseconds(series.p50Ms[index])}</td>
                <td className="number">{milliseconds(series.p95Ms[index])}</td>
                <td className="number">{milliseconds(series.p99Ms[index])}</td>
              </tr>
            ))}
          </tbody>
        </WideTable>
      )}
    </details>
  );
}
