import type { CertificateFragment } from '../../api/generated/graphql';
import { Time } from '../../ui/Time';
import { WideTable } from '../../ui/WideTable';
import { clipped } from '../../ui/clipped';

/** How many characters of its names stand in a cell. */
const LONGEST_NAMES = 200;

interface Props {
  certificates: readonly CertificateFragment[];
}

/** A chain of certificates, the website's own first. */
export function CertificateTable({ certificates }: Props) {
  return (
    <WideTable label="Certificates">
      <thead>
        <tr>
          <th scope="col">Subject</th>
          <th scope="col">Names</th>
          <th scope="col">Issuer</th>
          <th scope="col">Valid until</th>
          <th scope="col">Key</th>
        </tr>
      </thead>
      <tbody>
        {certificates.map(({ fingerprint, subject, names, issuer, notAfter, daysLeft, key }) => (
          <tr key={fingerprint}>
            <th scope="row">
              <bdi>{subject}</bdi>
            </th>
            <td>
              <bdi>{clipped(names.join(', '), LONGEST_NAMES) || '–'}</bdi>
            </td>
            <td>
              <bdi>{issuer}</bdi>
            </td>
            <td>
              <Time at={notAfter} />, {left(daysLeft)}
            </td>
            <td>{key}</td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}

function left(days: number): string {
  if (days < 0) {
    return 'expired';
  }
  return days === 1 ? '1 day left' : `${days} days left`;
}
