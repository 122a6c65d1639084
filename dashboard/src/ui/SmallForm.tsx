import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

import { FormProblem } from './FormProblem';

interface Props {
  /** What is wrong with it as a whole, if anything is. */
  problem: string | null;
  /** What the button says. */
  verb: string;
  isPending: boolean;
  onSubmit: () => void;
  /** Without a frame of its own. */
  isBare?: boolean;
  children: ReactNode;
}

/** Some fields and the button that sends them. */
export function SmallForm({ problem, verb, isPending, onSubmit, isBare = false, children }: Props) {
  return (
    <form
      className={isBare ? 'form' : 'form panel'}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <FormProblem>{problem}</FormProblem>
      {children}
      <div className="actions">
        <Button type="submit" variant="default" loading={isPending}>
          {verb}
        </Button>
      </div>
    </form>
  );
}
