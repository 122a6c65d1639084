import { useEffect } from 'react';

import { useLiveness, useWebsites } from './live';

/** Title and icon of the tab: how many websites are down, or that it is not known any more. */
export function PageTitle() {
  const down = useWebsites().filter(({ status }) => status === 'DOWN').length;
  const isStale = useLiveness() === 'stale';
  useEffect(() => {
    document.title = down > 0 ? `(${down}) Upbeat` : 'Upbeat';
    const name = isStale ? 'stale' : down > 0 ? 'down' : 'up';
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon) {
      icon.href = `/icons/${name}.svg`;
    }
  }, [down, isStale]);
  return null;
}
