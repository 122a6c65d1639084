import { Alert, Button, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';

interface Props {
  label: string;
  /** What is not shown again. */
  value: string;
}

/** Something secret that is shown only now, to be copied. */
export function ShownOnce({ label, value }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      // It is selected, so that the keyboard can copy it.
    }
  };
  return (
    <Alert title="Copy it now: it is not shown again" role="status">
      <div className="shown-once">
        <TextInput
          ref={input}
          label={label}
          readOnly
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button variant="default" onClick={() => void copy()}>
          {isCopied ? 'Copied' : 'Copy'}
        </Button>
      </div>
    </Alert>
  );
}
