import { Alert, Button } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  children: ReactNode;
  retry?: () => void;
}

/** Says what failed and what to do about it. */
export function Failure({ title, children, retry }: Props) {
  return (
    <Alert title={title} role="alert" className="failure">
      <p>{children}</p>
      {retry && (
        <Button variant="default" onClick={retry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}
