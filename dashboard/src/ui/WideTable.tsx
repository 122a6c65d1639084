import type { ReactNode } from 'react';

import './card.css';

interface Props {
  /** What the table shows. */
  label: string;
  children: ReactNode;
}

/** A table that scrolls sideways by itself, by keyboard too, where it has too little room. */
export function WideTable({ label, children }: Props) {
  return (
    <div className="wide-table" role="group" aria-label={label} tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}
