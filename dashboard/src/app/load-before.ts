import type { AroundNavHandler } from 'wouter';

import { mayLeave } from '../ui/use-unsaved';
import { pageAt } from './pages';

/** How long the page that is shown waits for the one that comes, in milliseconds. */
const PATIENCE_MS = 400;

/** How many navigations there were: only the last one counts. */
let navigations = 0;

/** Leaves a page once the next one is loaded, so that nothing empty is shown in between. */
export const afterLoading: AroundNavHandler = (navigate, to, options) => {
  const isSamePage = new URL(to, location.href).pathname === location.pathname;
  if (!isSamePage && !mayLeave()) {
    return;
  }
  navigations += 1;
  const mine = navigations;
  const page = pageAt(to);
  if (!page || page.isLoaded()) {
    navigate(to, options);
    return;
  }
  const go = () => {
    if (mine === navigations) {
      navigations += 1;
      navigate(to, options);
    }
  };
  setTimeout(go, PATIENCE_MS);
  page.load().then(go, go);
};

/** Loads the page of a link that is pointed at or focused, until the returned function is called. */
export function loadAhead(): () => void {
  const loadTarget = ({ target }: Event) => {
    const link = target instanceof Element ? target.closest('a') : null;
    if (link?.origin === location.origin) {
      // If it fails, the page says so when it is needed.
      pageAt(link.href)
        ?.load()
        .catch(() => undefined);
    }
  };
  addEventListener('pointerover', loadTarget);
  addEventListener('focusin', loadTarget);
  return () => {
    removeEventListener('pointerover', loadTarget);
    removeEventListener('focusin', loadTarget);
  };
}
