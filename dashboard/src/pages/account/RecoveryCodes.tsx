import { Alert, Button } from '@mantine/core';

import { useCopy } from '../../ui/use-copy';

interface Props {
  codes: readonly string[];
}

/** Codes that are shown only now, to be kept. */
export function RecoveryCodes({ codes }: Props) {
  const { copied, copy } = useCopy();
  const text = `${codes.join('\n')}\n`;
  return (
    <Alert
      title="Keep your recovery codes: they are not shown again"
      role="status"
      className="recovery"
    >
      <p>Each of them signs you in once, with your password, when your app is not at hand.</p>
      <ul className="recovery-codes" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="actions">
        <Button variant="default" onClick={() => void copy(text)}>
          {copied === text ? 'Copied' : 'Copy'}
        </Button>
        <Button
          component="a"
          variant="default"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
          download="upbeat-recovery-codes.txt"
        >
          Download
        </Button>
      </div>
    </Alert>
  );
}
