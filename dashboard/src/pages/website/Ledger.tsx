import { NumberHeads } from '../../ui/NumberHeads';
import { Part } from '../../ui/Part';
import { WideTable } from '../../ui/WideTable';
import { WEBSITE_AVAILABILITY } from './queries';
import { useWebsiteQuery } from './use-website-query';
import { WINDOWS } from './windows';

/** Which checks were planned, and whether there is a result of each. */
export function Ledger({ id }: { id: string }) {
  const query = useWebsiteQuery(WEBSITE_AVAILABILITY, id);
  return (
    <Part title="Planned checks" query={query}>
      {({ website }) => (
        <WideTable label="Planned checks by window">
          <thead>
            <tr>
              <th scope="col">Window</th>
              <NumberHeads names={['Planned', 'Recorded', 'Without a measurement', 'Missing']} />
            </tr>
          </thead>
          <tbody>
            {WINDOWS.map(([window, name]) => {
              const { planned, recorded, unmeasured, missing } = website[window].slots;
              return (
                <tr key={window}>
                  <th scope="row">{name}</th>
                  <td className="number">{planned.toLocaleString('en-US')}</td>
                  <td className="number">{recorded.toLocaleString('en-US')}</td>
                  <td className="number">{unmeasured.toLocaleString('en-US')}</td>
                  <td className="number">{missing.toLocaleString('en-US')}</td>
                </tr>
              );
            })}
          </tbody>
        </WideTable>
      )}
    </Part>
  );
}
