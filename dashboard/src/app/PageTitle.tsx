import { useEffect } from 'react';

import { useWebsites } from './live';

/** Title and icon of the tab: how many websites are down. */
export function PageTitle() {
  const down = useWebsites().filter(({ status }) => status === 'DOWN').length;
  useEffect(() => {
    document.title = down > 0 ? `(${down}) Upbeat` : 'Upbeat';
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon) {
      icon.href = down > 0 ? '/icons/down.svg' : '/icons/up.svg';
    }
  }, [down]);
  return null;
}
