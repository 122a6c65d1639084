import { Alert } from '@mantine/core';

interface Props {
  /** What is wrong, if anything is. */
  children: string | null;
}

/** What is wrong with a form as a whole. */
export function FormProblem({ children }: Props) {
  return children === null ? null : <Alert role="alert">{children}</Alert>;
}
