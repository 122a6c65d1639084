interface Props {
  title: string;
  children: string;
}

/** A text as it came, whatever is in it. */
export function Raw({ title, children }: Props) {
  return (
    <pre className="raw" role="group" aria-label={title} tabIndex={0} dir="auto">
      {children === '' ? '(empty)' : children}
    </pre>
  );
}
