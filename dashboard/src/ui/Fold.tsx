import { useState, type ReactNode } from 'react';

import './fold.css';

interface Props {
  title: string;
  /** What it holds, in short. */
  summary: string;
  /** Whether something in it is wrong, so that it is shown. */
  isWrong: boolean;
  isOpenAtFirst?: boolean;
  children: ReactNode;
}

/** A part of the form that is folded until somebody wants to change it. */
export function Fold({ title, summary, isWrong, isOpenAtFirst = false, children }: Props) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  return (
    <details
      className="fold"
      open={isOpen || isWrong}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <span className="fold-title">{title}</span>
        <span className="fold-summary">{summary}</span>
      </summary>
      <div className="fold-body">{children}</div>
    </details>
  );
}
