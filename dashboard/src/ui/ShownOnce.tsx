import { Alert, Button, TextInput } from '@mantine/core';
import { useRef } from 'react';

import { useCopy } from './use-copy';

interface Props {
  label: string;
  /** What is not shown again. */
  value: string;
}

/** Something secret that is shown only now, to be copied. */
export function ShownOnce({ label, value }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const { copied, copy } = useCopy();
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
        <Button
          variant="default"
          onClick={() => {
            // Where it cannot be copied, it is selected, so that the keyboard can do it.
            input.current?.select();
            void copy(value);
          }}
        >
          {copied === value ? 'Copied' : 'Copy'}
        </Button>
      </div>
    </Alert>
  );
}
