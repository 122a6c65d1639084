import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';

interface Props {
  href: string;
  isMinor?: boolean;
  /** The key that follows it. */
  shortcut?: string;
  children: ReactNode;
}

/** A link to another page that looks like a button. */
export function LinkButton({ href, isMinor, shortcut, children }: Props) {
  return (
    <Button
      component={Link}
      href={href}
      variant={isMinor ? 'default' : 'filled'}
      aria-keyshortcuts={shortcut}
    >
      {children}
    </Button>
  );
}
