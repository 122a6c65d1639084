import { STATUS_NAMES } from '../../status/status';
import { milliseconds } from '../../ui/milliseconds';
import { CertificateTable } from './CertificateTable';
import type { Evidence } from './checks';

/** What became of a condition. */
const VERDICTS = { PASSED: 'holds', DEGRADED: 'fails (degraded)', FAILED: 'fails' } as const;

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
          <ul className="plain">
            {findings.map(({ expected, actual, verdict }, index) => (
              <li key={index}>
                <bdi>{expected}</bdi>: <strong>{VERDICTS[verdict]}</strong>, it was{' '}
                <bdi>{actual}</bdi>
              </li>
            ))}
          </ul>
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
      {head !== null && <Raw title="Head of the answer">{head}</Raw>}
      {body !== null && <Raw title="Beginning of the body">{body}</Raw>}
    </>
  );
}

/** A text as it came, whatever is in it. */
function Raw({ title, children }: { title: string; children: string }) {
  return (
    <>
      <h3>{title}</h3>
      <pre className="raw" role="group" aria-label={title} tabIndex={0} dir="auto">
        {children === '' ? '(empty)' : children}
      </pre>
    </>
  );
}
