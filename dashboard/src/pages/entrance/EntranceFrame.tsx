import type { ReactNode } from 'react';

/** One narrow column, for pages without a shell. */
export function EntranceFrame({ children }: { children: ReactNode }) {
  return (
    <main className="entrance">
      <p className="brand">Upbeat</p>
      {children}
    </main>
  );
}
