import { StatusIcon } from '../../status/StatusIcon';
import { STATUS_NAMES } from '../../status/status';
import { Age } from '../../ui/Age';
import { clipped } from '../../ui/clipped';
import { milliseconds } from '../../ui/milliseconds';
import { WideTable } from '../../ui/WideTable';
import { regionRows, type Overview } from './verdict';

/** How much of a reason stands in a cell. */
const LONGEST_REASON = 300;

interface Props {
  overview: Overview;
}

/** What each region sees. */
export function RegionTable({ overview }: Props) {
  const rows = regionRows(overview);
  return (
    <section className="card" aria-labelledby="by-region">
      <h2 id="by-region">By region</h2>
      {rows.length === 0 ? (
        <p className="nothing">No region has measured it since its checks last changed.</p>
      ) : (
        <WideTable label="What each region sees">
          <thead>
            <tr>
              <th scope="col">Region</th>
              <th scope="col">Status</th>
              <th scope="col" className="number">
                Response
              </th>
              <th scope="col" className="last-check">
                Last check
              </th>
              <th scope="col">Reason</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ region, status, tick }) => (
              <tr key={region}>
                <th scope="row">
                  <bdi>{region}</bdi>
                </th>
                <td>
                  <span className="state">
                    <StatusIcon status={status} /> <span>{STATUS_NAMES[status]}</span>
                  </span>
                </td>
                <td className="number">{milliseconds(tick?.responseTimeMs)}</td>
                <td className="last-check">
                  {tick ? <Age at={Date.parse(tick.checkedAt)} /> : '–'}
                </td>
                <td className="reason">
                  <bdi>{clipped(tick?.failure?.reason ?? '–', LONGEST_REASON)}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </WideTable>
      )}
    </section>
  );
}
