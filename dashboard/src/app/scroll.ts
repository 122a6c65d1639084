import { useEffect, useLayoutEffect, useRef } from 'react';
import { useLocation } from 'wouter';

/** Where each address was scrolled to when it was left. */
const positions = new Map<string, number>();

/** A new page begins at its top; the back button returns to where one was. */
export function useScrollMemory(): void {
  const [path] = useLocation();
  const isReturning = useRef(false);
  const isFirst = useRef(true);

  useEffect(() => {
    const returning = () => {
      isReturning.current = true;
    };
    const scrolled = () => positions.set(location.href, scrollY);
    // Before the router hears of it, which renders the page at once.
    addEventListener('popstate', returning, { capture: true });
    addEventListener('scroll', scrolled, { passive: true });
    return () => {
      removeEventListener('popstate', returning, { capture: true });
      removeEventListener('scroll', scrolled);
    };
  }, []);

  useLayoutEffect(() => {
    if (!isFirst.current) {
      scrollTo(0, isReturning.current ? (positions.get(location.href) ?? 0) : 0);
    }
    isFirst.current = false;
    isReturning.current = false;
  }, [path]);
}
