import { useSyncExternalStore } from 'react';

const ATTRIBUTE = 'data-mantine-color-scheme';

function listen(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: [ATTRIBUTE] });
  return () => observer.disconnect();
}

/** The colors that are in force, light or dark: for what cannot follow CSS variables by itself. */
export function useScheme(): string {
  return useSyncExternalStore(
    listen,
    () => document.documentElement.getAttribute(ATTRIBUTE) ?? 'light',
  );
}

/** The value of a CSS variable, such as `--up`. */
export function colorOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
