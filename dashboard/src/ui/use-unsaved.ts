import { useEffect } from 'react';

/** How many forms hold what is not saved. */
let unsaved = 0;

/**
 * Asks before the page is left, closed or read anew while something that was typed is not saved.
 * While it is being saved, it is not asked about.
 */
export function useUnsaved(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) {
      return;
    }
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    unsaved += 1;
    return () => {
      window.removeEventListener('beforeunload', ask);
      unsaved -= 1;
    };
  }, [isUnsaved]);
}

/** Whether the page may be left: nothing would be lost, or whoever is asked agrees. */
export function mayLeave(): boolean {
  return unsaved === 0 || window.confirm('Leave this page? What you typed is not saved.');
}
