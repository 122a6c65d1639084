import { VisuallyHidden } from '@mantine/core';

interface Props {
  /** What is loaded, such as `incidents`. */
  what: string;
}

/** Grey lines where rows will be. */
export function Loading({ what }: Props) {
  return (
    <div className="loading" role="status">
      <VisuallyHidden>Loading the {what}</VisuallyHidden>
      <span aria-hidden="true" />
      <span aria-hidden="true" />
      <span aria-hidden="true" />
    </div>
  );
}
