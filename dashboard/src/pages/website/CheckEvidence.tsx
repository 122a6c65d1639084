import { STATUS_NAMES } from '../../status/status';
import { Findings } from '../../ui/Findings';
import { milliseconds } from '../../ui/milliseconds';
import { Raw } from '../../ui/Raw';
import { CertificateTable } from './CertificateTable';
import type { Evidence } from './checks';

interface Props {
  evidence: Evidence;
}

/** What a failing check recorded. */
export function CheckEvidence({ evidence }: Props) {
  const { attempts, findings, certificates, head, body } = evidence;
  return (
    <>
      {findings.length > 0 && (
        <>
          <h3>Conditions</h3>
          <Findings findings={findings} />
        </>
      )}
      {attempts.length > 0 && (
        <>
          <h3>Attempts before</h3>
          <ol className="plain">
            {attempts.map(({ outcome, reason, tookMs }, index) => (
              <li key={index}>
                {STATUS_NAMES[outcome]} after {milliseconds(tookMs)}: <bdi>{reason}</bdi>
              </li>
            ))}
          </ol>
        </>
      )}
      {certificates.length > 0 && (
        <>
          <h3>Certificates</h3>
          <CertificateTable certificates={certificates} />
        </>
      )}
      {head !== null && (
        <>
          <h3>Head of the answer</h3>
          <Raw title="Head of the answer">{head}</Raw>
        </>
      )}
      {body !== null && (
        <>
          <h3>Beginning of the body</h3>
          <Raw title="Beginning of the body">{body}</Raw>
        </>
      )}
    </>
  );
}
